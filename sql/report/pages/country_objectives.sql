-- Tagged projects by country, period and objective.
select
    country_code,
    period_code,
    objective_no,
    project_count
from mart_objective_countries
order by country_code, period_code, project_count desc, objective_no;
