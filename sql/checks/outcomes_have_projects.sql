-- severity: error
-- asset: project_outcomes
-- An outcome without its project would silently drop out of every count.
select outcomes.project_code, outcomes.outcome_no, outcomes.source_file, outcomes.source_row
from project_outcomes as outcomes
left join projects on outcomes.project_code = projects.project_code
where projects.project_code is null
order by outcomes.project_code, outcomes.outcome_no
