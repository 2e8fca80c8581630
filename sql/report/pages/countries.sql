-- Tagged projects by country in every period, most first.
select
    figures.period_code,
    figures.country_code,
    countries.name as country_name,
    countries.region,
    figures.project_count,
    figures.objective_count
from mart_country_projects as figures
inner join countries on figures.country_code = countries.country_code
order by figures.period_code, figures.project_count desc, countries.name, figures.country_code;
