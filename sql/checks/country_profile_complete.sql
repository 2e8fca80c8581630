-- severity: error
-- asset: mart_country_profile
-- Every country has its line, and each kind of row that names a country is found there as often as in its own table.
with faults as (
    select 'countries' as kind, (select count(*) from mart_country_profile) as found, (select count(*) from countries) as wanted
    union all
    select
        'champions' as kind,
        (select count(*) from mart_country_profile as profiles where profiles.is_champion) as found,
        (select count(*) from champion_countries) as wanted
    union all
    select
        'country networks' as kind,
        (select count(*) from mart_country_profile as profiles where profiles.has_country_network) as found,
        (select count(*) from country_networks) as wanted
    union all
    select
        'reviews' as kind,
        (select sum(profiles.review_count) from mart_country_profile as profiles) as found,
        (select count(*) from reviews where reviews.country_code is not null) as wanted
    union all
    select
        'practices' as kind,
        (select sum(profiles.practice_count) from mart_country_profile as profiles) as found,
        (select count(*) from assn_practices_countries) as wanted
    union all
    select
        'joint programmes' as kind,
        (select sum(profiles.mptf_programme_count) from mart_country_profile as profiles) as found,
        (select count(*) from assn_programmes_countries) as wanted
    union all
    select
        'assessments' as kind,
        (select sum(profiles.mgi_count) from mart_country_profile as profiles) as found,
        (select count(*) from mgi_assessments) as wanted
)

select kind, found, wanted
from faults
where coalesce(found, 0) <> wanted
order by kind
