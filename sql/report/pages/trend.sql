-- How tagging grew, month by month, over the last 180 months at most.
select
    month,
    objective_no,
    new_project_count,
    cumulative_project_count
from mart_objective_trend
where month > (select max(month) - interval '180 months' from mart_objective_trend)
order by objective_no, month;
