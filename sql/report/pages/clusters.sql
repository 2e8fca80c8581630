-- Tagged projects by cluster in every period (Tables 1.1 to 4.1 of the report).
select
    figures.period_code,
    figures.cluster_code,
    figures.cluster_title,
    figures.objectives,
    figures.project_count,
    figures.tagged_project_total,
    figures.share_pct,
    figures.share_pct_truncated
from mart_cluster_projects as figures
inner join gcm_clusters as clusters on figures.cluster_code = clusters.cluster_code
order by figures.period_code, clusters.sort_order;
