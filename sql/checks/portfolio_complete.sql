-- severity: error
-- asset: mart_mptf_portfolio
-- Annex 3 leaves no programme out, shows none twice, and loses none of its countries and objectives.
with sizes as (
    select
        programmes.programme_code,
        programmes.budget_usd,
        (
            select count(*) from assn_programmes_countries as benefiting
            where benefiting.programme_code = programmes.programme_code
        ) as country_count,
        (
            select count(*) from assn_programmes_objectives as named
            where named.programme_code = programmes.programme_code
        ) as objective_count
    from mptf_programmes as programmes
),

listed as (
    select
        programme_code,
        budget_usd,
        coalesce(length(countries) - length(replace(countries, ';', '')) + 1, 0) as country_count,
        coalesce(length(objectives) - length(replace(objectives, ';', '')) + 1, 0) as objective_count
    from mart_mptf_portfolio
)

select
    coalesce(sizes.programme_code, listed.programme_code) as programme_code,
    sizes.country_count,
    listed.country_count as countries_listed,
    sizes.objective_count,
    listed.objective_count as objectives_listed
from sizes
full outer join listed on sizes.programme_code = listed.programme_code
where sizes.programme_code is null
    or listed.programme_code is null
    or sizes.country_count <> listed.country_count
    or sizes.objective_count <> listed.objective_count
    or sizes.budget_usd is distinct from listed.budget_usd
order by programme_code
