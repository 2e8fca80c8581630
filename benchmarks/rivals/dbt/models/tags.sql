select distinct periods.period_code, outcomes.project_code, tagged.objective_no, tagged.cluster_code
from {{ ref('outcomes') }} as outcomes
inner join {{ ref('projects') }} as projects on outcomes.project_code = projects.project_code
inner join {{ ref('cell_objectives') }} as tagged on outcomes.cell = tagged.cell
inner join {{ ref('periods') }} as periods
    on (periods.start_date is null or outcomes.tagged_on >= periods.start_date)
    and (periods.end_date is null or outcomes.tagged_on <= periods.end_date)
where projects.is_active
