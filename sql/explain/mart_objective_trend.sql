-- The tags that made a project new to an objective: those of the day of its first dated tag.
-- Grain: one row per month and tag; more than one outcome of a project may have been tagged on that day.
-- Adds up: new_project_count = count(distinct project_code)
select
    cast(date_trunc('month', firsts.first_tagged_on) as date) as month,
    tags.objective_no,
    tags.load_id,
    tags.source_file,
    tags.source_row,
    tags.project_code,
    tags.outcome_no,
    tags.tagged_on
from int_project_tags as firsts
inner join int_period_tags as tags
    on firsts.period_code = tags.period_code
    and firsts.project_code = tags.project_code
    and firsts.objective_no = tags.objective_no
    and firsts.first_tagged_on = tags.tagged_on
where firsts.period_code = 'all'
