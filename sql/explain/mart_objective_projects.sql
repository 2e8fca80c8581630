-- The tags behind the projects and outcomes of an objective.
-- Grain: one row per period and counting tag.
-- Adds up: project_count = count(distinct project_code)
-- Adds up: outcome_count = count(outcome_no)
select
    period_code,
    objective_no,
    load_id,
    source_file,
    source_row,
    project_code,
    outcome_no,
    tagged_on
from int_period_tags
