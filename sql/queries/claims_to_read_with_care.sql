-- Question: Which figures of the 2022 report do the sources not confirm, and why?
-- How to read: `differs`: the sources give another value; `no data`: no landed source supplies it. note has the
-- report's own slips.
-- Grain: one row per figure that does not match.
select claim_id, section, claim, published_value, computed_value, status, note
from mart_claims
where status <> 'matches'
order by status, claim_id
