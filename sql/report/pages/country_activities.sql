-- Activities in IATI that name each country: the latest changed first; 10 each, `total` counts all.
with listed as (
    select
        named.country_code,
        activities.iati_identifier,
        activities.title,
        activities.reporting_org_name,
        activities.last_updated,
        count(activities.iati_identifier) over (partition by named.country_code) as total,
        row_number() over (
            partition by named.country_code
            order by activities.last_updated desc nulls last, activities.iati_identifier
        ) as place
    from (select distinct country_code, iati_identifier from assn_activities_countries where country_code is not null) as named
    inner join iati_activities as activities on named.iati_identifier = activities.iati_identifier
)

select *
from listed
where place <= 10
order by country_code, place;
