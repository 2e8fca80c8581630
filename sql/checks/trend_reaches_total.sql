-- severity: error
-- asset: mart_objective_trend
-- The last month has counted every project with a dated tag, objective by objective.
with last_counts as (
    select objective_no, max(cumulative_project_count) as cumulative_project_count
    from mart_objective_trend
    group by objective_no
),

dated as (
    select objective_no, count(project_code) as dated_project_count
    from int_project_tags
    where period_code = 'all' and first_tagged_on is not null
    group by objective_no
)

select objectives.objective_no, last_counts.cumulative_project_count, dated.dated_project_count
from gcm_objectives as objectives
left join last_counts on objectives.objective_no = last_counts.objective_no
left join dated on objectives.objective_no = dated.objective_no
where coalesce(last_counts.cumulative_project_count, 0) <> coalesce(dated.dated_project_count, 0)
order by objectives.objective_no
