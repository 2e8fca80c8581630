-- Every tag that counts, in every period in which it counts.
-- Grain: one row per period, project, outcome and objective.
-- Counting rule: tags of activated projects only (those since ended included); the day of tagging decides, both ends of a
-- period included; a tag without a date counts in periods that are open at both ends (`all`) only.
-- Not stored: it stands as a common table expression wherever it is named.
select
    periods.period_code,
    tags.project_code,
    tags.outcome_no,
    tags.objective_no,
    outcomes.tagged_on,
    tags.load_id,
    tags.source_file,
    tags.source_row
from assn_outcomes_objectives as tags
inner join project_outcomes as outcomes
    on tags.project_code = outcomes.project_code and tags.outcome_no = outcomes.outcome_no
inner join projects on tags.project_code = projects.project_code
inner join periods
    on (periods.start_date is null or outcomes.tagged_on >= periods.start_date)
    and (periods.end_date is null or outcomes.tagged_on <= periods.end_date)
where projects.is_activated
