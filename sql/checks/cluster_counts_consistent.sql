-- severity: error
-- asset: mart_cluster_projects
-- A cluster has at least as many projects as any of its objectives, at most as many as all of them together, and no more
-- than there are; both marts know the same total.
select
    clusters.period_code,
    clusters.cluster_code,
    clusters.project_count,
    clusters.tagged_project_total,
    max(objectives.project_count) as largest_objective,
    sum(objectives.project_count) as sum_of_objectives
from mart_cluster_projects as clusters
inner join mart_objective_projects as objectives
    on clusters.period_code = objectives.period_code and clusters.cluster_code = objectives.cluster_code
group by clusters.period_code, clusters.cluster_code, clusters.project_count, clusters.tagged_project_total
having clusters.project_count < max(objectives.project_count)
    or clusters.project_count > sum(objectives.project_count)
    or clusters.project_count > clusters.tagged_project_total
    or clusters.tagged_project_total <> max(objectives.tagged_project_total)
order by clusters.period_code, clusters.cluster_code
