-- How tagging grew, month by month.
-- Grain: one row per month and objective, every month from that of the first dated tag to that of the last, all 23 objectives.
-- Counting rule: a project is new to an objective in the month of its first dated tag of that objective; undated tags are
-- left out. The last cumulative count is the number of projects with a dated tag of the objective.
with recursive dated as (
    select project_code, objective_no, first_tagged_on, last_tagged_on
    from int_project_tags
    where period_code = 'all' and first_tagged_on is not null
),

span as (
    select
        cast(date_trunc('month', min(first_tagged_on)) as date) as first_month,
        cast(date_trunc('month', max(last_tagged_on)) as date) as last_month
    from dated
),

months as (
    select first_month as month, last_month
    from span
    where first_month is not null
    union all
    select cast(month + interval '1 month' as date) as month, last_month
    from months
    where month < last_month
),

counts as (
    select cast(date_trunc('month', first_tagged_on) as date) as month, objective_no, count(project_code) as new_project_count
    from dated
    group by cast(date_trunc('month', first_tagged_on) as date), objective_no
)

select
    months.month,
    objectives.objective_no,
    coalesce(counts.new_project_count, 0) as new_project_count,
    sum(coalesce(counts.new_project_count, 0)) over (
        partition by objectives.objective_no
        order by months.month
        rows between unbounded preceding and current row
    ) as cumulative_project_count
from months
cross join gcm_objectives as objectives
left join counts on months.month = counts.month and objectives.objective_no = counts.objective_no
