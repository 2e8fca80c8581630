-- Question: How did tagging grow?
-- How to read: new_projects counts a project once per objective newly tagged on it in that quarter; tags without a
-- date are not in it.
-- Grain: one row per quarter.
select
    extract(year from month) as year,
    extract(quarter from month) as quarter,
    sum(new_project_count) as new_projects,
    count(distinct case when new_project_count > 0 then objective_no end) as objectives_touched
from mart_objective_trend
group by extract(year from month), extract(quarter from month)
order by year, quarter
