-- Where the objectives are advanced.
-- Grain: one row per period, objective and benefiting country that have a project; what is not listed has none.
-- Counting rule: a project counts once in each of its countries; one that names no country, or the whole world only, in none.
select
    tags.period_code,
    tags.objective_no,
    benefiting.country_code,
    count(tags.project_code) as project_count
from int_project_tags as tags
inner join assn_projects_countries as benefiting on tags.project_code = benefiting.project_code
group by tags.period_code, tags.objective_no, benefiting.country_code
