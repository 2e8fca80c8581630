-- Every country and area.
select
    country_code,
    name as country_name,
    region
from countries
order by name, country_code;
