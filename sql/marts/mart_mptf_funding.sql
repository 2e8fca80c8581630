-- Contributions to the Migration MPTF, year by year.
-- Grain: one row per year in which a contribution is recorded.
-- Counting rule: a contribution that names no year is left out (the check contributions_have_years tells how many). A donor
-- counts once a year, whatever the contributions; sums are of the amounts that are known, 0 where none is.
-- cumulative_deposited_usd adds up the deposits from the first year to this one.
with years as (
    select
        year,
        count(distinct coalesce(donor_country_code, lower(donor))) as donor_count,
        coalesce(sum(committed_usd), 0) as committed_usd,
        coalesce(sum(deposited_usd), 0) as deposited_usd,
        count(contribution_no) as contribution_count,
        count(case when is_synthetic then 1 end) as synthetic_contribution_count
    from mptf_contributions
    where year is not null
    group by year
)

select
    year,
    donor_count,
    committed_usd,
    deposited_usd,
    sum(deposited_usd) over (order by year rows between unbounded preceding and current row) as cumulative_deposited_usd,
    contribution_count,
    synthetic_contribution_count
from years
