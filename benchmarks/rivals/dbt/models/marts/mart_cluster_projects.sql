select period_code, cluster_code, count(distinct project_code) as project_count
from {{ ref('tags') }}
group by period_code, cluster_code
