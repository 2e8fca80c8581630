-- The tags behind the projects that carry both objectives of a pair.
-- Grain: one row per period, pair and counting tag of either objective.
-- Adds up: project_count = count(distinct project_code)
select
    lower_tags.period_code,
    lower_tags.objective_no,
    higher_tags.objective_no as other_objective_no,
    tags.load_id,
    tags.source_file,
    tags.source_row,
    tags.project_code,
    tags.outcome_no,
    tags.objective_no as tagged_objective_no,
    tags.tagged_on
from int_project_tags as lower_tags
inner join int_project_tags as higher_tags
    on lower_tags.period_code = higher_tags.period_code
    and lower_tags.project_code = higher_tags.project_code
    and lower_tags.objective_no < higher_tags.objective_no
inner join int_period_tags as tags
    on lower_tags.period_code = tags.period_code
    and lower_tags.project_code = tags.project_code
    and tags.objective_no in (lower_tags.objective_no, higher_tags.objective_no)
