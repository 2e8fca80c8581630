-- The contributions of a year.
-- Grain: one row per contribution that names a year.
-- Adds up: donor_count = count(distinct donor_key)
-- Adds up: committed_usd = coalesce(sum(committed), 0)
-- Adds up: deposited_usd = coalesce(sum(deposited), 0)
-- Adds up: contribution_count = count(donor)
select
    year,
    load_id,
    source_file,
    source_row,
    donor,
    coalesce(donor_country_code, lower(donor)) as donor_key,
    committed_usd as committed,
    deposited_usd as deposited
from mptf_contributions
where year is not null
