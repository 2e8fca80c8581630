-- Joint programmes of the Fund in each country: 25 each, `total` counts all.
with listed as (
    select
        named.country_code,
        programmes.programme_code,
        programmes.title,
        programmes.status,
        programmes.budget_usd,
        count(programmes.programme_code) over (partition by named.country_code) as total,
        row_number() over (partition by named.country_code order by programmes.programme_code) as place
    from assn_programmes_countries as named
    inner join mptf_programmes as programmes on named.programme_code = programmes.programme_code
)

select *
from listed
where place <= 25
order by country_code, place;
