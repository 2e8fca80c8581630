-- What each activated project is tagged with: all that the marts need to know of the tags, read once.
-- Grain: one row per period, project and objective.
-- Counting rule: a project counts once per objective, however many of its outcomes carry the tag.
select
    period_code,
    project_code,
    objective_no,
    count(outcome_no) as outcome_count,
    min(tagged_on) as first_tagged_on,
    max(tagged_on) as last_tagged_on
from int_period_tags
group by period_code, project_code, objective_no
