-- Which objectives projects advance together, in every period; pairs that no project has are left out.
select
    period_code,
    objective_no,
    other_objective_no,
    project_count
from mart_objective_pairs
where project_count > 0
order by period_code, project_count desc, objective_no, other_objective_no;
