-- severity: warn
-- asset: assn_outcomes_objectives
-- The Wizard lets people tag up to four objectives per outcome; more are kept, but hint at an export put together by hand.
select project_code, outcome_no, min(source_file) as source_file, min(source_row) as source_row, count(*) as objective_count
from assn_outcomes_objectives
group by project_code, outcome_no
having count(*) > 4
order by project_code, outcome_no
