-- Question: How many projects support each cluster of objectives, and how did that change since the report of 2022?
-- How to read: share_points_gained compares the exact shares of the two periods; share_as_printed is cut, as the
-- report cuts.
-- Grain: one row per cluster.
select
    clusters.cluster_code,
    clusters.objectives,
    clusters.project_count as projects_to_march_2022,
    clusters.share_pct_truncated as share_as_printed,
    later.project_count as projects_since,
    round(later.share_pct - clusters.share_pct, 1) as share_points_gained
from mart_cluster_projects as clusters
inner join mart_cluster_projects as later
    on clusters.cluster_code = later.cluster_code and later.period_code = 'imrf-2026'
where clusters.period_code = 'imrf-2022'
order by clusters.cluster_code
