-- Tagged projects by cluster in every period, as the report's Tables 1.1 to 4.1 have them.
select
    period_code as period,
    cluster_code as cluster,
    objectives,
    project_count as projects,
    tagged_project_total as tagged,
    share_pct_truncated as "share %"
from mart_cluster_projects
order by period_code, cluster_code;
