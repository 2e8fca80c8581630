select 'cluster' as mart, period_code, cluster_code as item, project_count from marts.mart_cluster_projects
union all
select 'objective', period_code, cast(objective_no as varchar), project_count from marts.mart_objective_projects
