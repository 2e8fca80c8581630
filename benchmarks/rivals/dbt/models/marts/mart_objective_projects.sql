select period_code, objective_no, count(project_code) as project_count
from {{ ref('tags') }}
group by period_code, objective_no
