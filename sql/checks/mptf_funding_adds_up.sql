-- severity: error
-- asset: mart_mptf_funding
-- The years add up to the contributions that name one, and the running total to the deposits up to its year.
with faults as (
    select
        'commitments do not add up' as fault,
        cast(null as integer) as year,
        (select sum(funding.committed_usd) from mart_mptf_funding as funding) as found,
        (select sum(given.committed_usd) from mptf_contributions as given where given.year is not null) as wanted
    union all
    select
        'contributions do not add up' as fault,
        null as year,
        (select sum(funding.contribution_count) from mart_mptf_funding as funding) as found,
        (select count(*) from mptf_contributions as given where given.year is not null) as wanted
    union all
    select
        'the running total is wrong' as fault,
        funding.year,
        funding.cumulative_deposited_usd as found,
        (select sum(given.deposited_usd) from mptf_contributions as given where given.year <= funding.year) as wanted
    from mart_mptf_funding as funding
)

select fault, year, found, wanted
from faults
where coalesce(found, 0) <> coalesce(wanted, 0)
order by fault, year
