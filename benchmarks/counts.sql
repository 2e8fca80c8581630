-- The figures of a sample that its plan foretells (planned.py): a name and a number.
select 'projects' as figure, count(*) as number from projects
union all
select 'outcomes', count(*) from project_outcomes
union all
select 'tags', count(*) from assn_outcomes_objectives
union all
select period_code || ' tagged', max(tagged_project_total) from mart_cluster_projects group by period_code
union all
select period_code || ' ' || cluster_code, project_count from mart_cluster_projects
