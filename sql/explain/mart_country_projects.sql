-- The tags behind the projects of a country.
-- Grain: one row per period, benefiting country and counting tag.
-- Adds up: project_count = count(distinct project_code)
-- Adds up: objective_count = count(distinct objective_no)
select
    tags.period_code,
    benefiting.country_code,
    tags.load_id,
    tags.source_file,
    tags.source_row,
    tags.project_code,
    tags.outcome_no,
    tags.objective_no,
    tags.tagged_on
from int_period_tags as tags
inner join assn_projects_countries as benefiting on tags.project_code = benefiting.project_code
