-- The claims of the 2022 report beside what the sources give.
select
    claim_id as claim,
    claim as "what the report says",
    published_value as published,
    computed_value as computed,
    status,
    note
from mart_claims
order by claim_id;
