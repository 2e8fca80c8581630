-- severity: error
-- asset: assn_outcomes_objectives
-- The Compact has 23 objectives; anything else should have been rejected when the cell was read.
select tags.project_code, tags.outcome_no, tags.objective_no, tags.source_file, tags.source_row
from assn_outcomes_objectives as tags
left join gcm_objectives as objectives on tags.objective_no = objectives.objective_no
where objectives.objective_no is null
order by tags.project_code, tags.outcome_no, tags.objective_no
