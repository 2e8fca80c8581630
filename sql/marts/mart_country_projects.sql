-- Tagged projects by benefiting country.
-- Grain: one row per period and benefiting country that has a tagged project; what is not listed has none.
-- Counting rule: a project counts once in each of its countries, however many objectives it carries, so that countries add
-- up to more than the projects; one that names no country, or the whole world only, counts in none.
select
    tags.period_code,
    benefiting.country_code,
    count(distinct tags.project_code) as project_count,
    count(distinct tags.objective_no) as objective_count
from int_project_tags as tags
inner join assn_projects_countries as benefiting on tags.project_code = benefiting.project_code
group by tags.period_code, benefiting.country_code
