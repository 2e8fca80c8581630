-- Practices in each country: 25 each, `total` counts all.
with listed as (
    select
        named.country_code,
        practices.title,
        practices.dates_text,
        practices.url,
        count(practices.practice_no) over (partition by named.country_code) as total,
        row_number() over (partition by named.country_code order by practices.title, practices.practice_no) as place
    from assn_practices_countries as named
    inner join practices on named.practice_no = practices.practice_no
)

select *
from listed
where place <= 25
order by country_code, place;
