-- severity: error
-- asset: assn_outcomes_objectives
-- A tag without its outcome has no day of tagging, so it would silently drop out of every count.
select tags.project_code, tags.outcome_no, tags.objective_no, tags.source_file, tags.source_row
from assn_outcomes_objectives as tags
left join project_outcomes as outcomes
    on tags.project_code = outcomes.project_code and tags.outcome_no = outcomes.outcome_no
where outcomes.project_code is null
order by tags.project_code, tags.outcome_no, tags.objective_no
