-- severity: warn
-- asset: mptf_contributions
-- A contribution without a year is in no line of mart_mptf_funding, so its running total is too low by what this one brought.
-- Claims C31 and C32 count it and say so.
select contribution_no, donor, committed_usd, deposited_usd, source_file, source_row
from mptf_contributions
where year is null
order by contribution_no
