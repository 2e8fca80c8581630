-- Question: How many projects were tagged in each cluster, night by night?
-- How to read: A night is a published load; other figures are in the same table, under other names of marts and keys.
-- Grain: one row per published load and cluster.
select
    loads.finished_at as published_at,
    totals.key,
    totals.value as projects
from mart_totals as totals
inner join loads on totals.load_id = loads.load_id
where totals.mart = 'mart_cluster_projects' and totals.figure = 'project_count' and totals.key like 'period_code=all %'
order by loads.finished_at, totals.key
