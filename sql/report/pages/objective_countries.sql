-- Countries that projects of each objective benefit, in every period: 15 each, `total` counts all.
with listed as (
    select
        figures.objective_no,
        figures.period_code,
        figures.country_code,
        countries.name as country_name,
        figures.project_count,
        count(figures.country_code) over (partition by figures.objective_no, figures.period_code) as total,
        row_number() over (
            partition by figures.objective_no, figures.period_code
            order by figures.project_count desc, countries.name, figures.country_code
        ) as place
    from mart_objective_countries as figures
    inner join countries on figures.country_code = countries.country_code
)

select *
from listed
where place <= 15
order by objective_no, period_code, place;
