-- Tagged projects by cluster: the report's Tables 1.1 to 4.1.
-- Grain: one row per period and cluster; every cluster appears in every period, with zeros where nothing is tagged.
-- Counting rule: a project counts once per cluster, however many of its objectives it carries, and can count in several
-- clusters, so that the clusters add up to more than the total. Shares are of all tagged projects; the report cuts them.
with framework as (
    select
        clusters.cluster_code,
        clusters.title as cluster_title,
        string_agg(cast(objectives.objective_no as text), ', ' order by objectives.objective_no) as objectives
    from gcm_clusters as clusters
    inner join gcm_objectives as objectives on clusters.cluster_code = objectives.cluster_code
    group by clusters.cluster_code, clusters.title
),

cluster_projects as (
    select distinct tags.period_code, objectives.cluster_code, tags.project_code
    from int_project_tags as tags
    inner join gcm_objectives as objectives on tags.objective_no = objectives.objective_no
),

counts as (
    select period_code, cluster_code, count(project_code) as project_count
    from cluster_projects
    group by period_code, cluster_code
),

totals as (
    select period_code, count(project_code) as tagged_project_total
    from (select distinct period_code, project_code from int_project_tags) as tagged_projects
    group by period_code
),

figures as (
    select
        periods.period_code,
        framework.cluster_code,
        framework.objectives,
        coalesce(counts.project_count, 0) as project_count,
        coalesce(totals.tagged_project_total, 0) as tagged_project_total,
        framework.cluster_title
    from periods
    cross join framework
    left join counts on periods.period_code = counts.period_code and framework.cluster_code = counts.cluster_code
    left join totals on periods.period_code = totals.period_code
)

select
    period_code,
    cluster_code,
    objectives,
    project_count,
    tagged_project_total,
    round(100.0 * project_count / nullif(tagged_project_total, 0), 4) as share_pct,
    cast(floor(100.0 * project_count / nullif(tagged_project_total, 0)) as integer) as share_pct_truncated,
    cluster_title
from figures
