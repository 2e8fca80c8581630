-- What the rivals count too (rivals/__init__.py): tagged projects by period and cluster, and by period and objective.
select 'cluster' as mart, period_code, cluster_code as item, project_count
from mart_cluster_projects
where project_count > 0
union all
select 'objective', period_code, objective_no::text, project_count
from mart_objective_projects
where project_count > 0
