-- Each tagged project's budget, split evenly over its objectives of the period.
-- Grain: one row per period, project and objective, for projects whose budget is known.
-- Counting rule: whole cents by largest remainder. The shares are equal, so the cents left over go to the lowest objective
-- numbers, one each; the objectives of a project add up to its budget exactly.
-- Not stored: it stands as a common table expression wherever it is named.
with shares as (
    select
        tags.period_code,
        tags.project_code,
        tags.objective_no,
        cast(projects.budget_usd * 100 as bigint) as budget_cents,
        count(*) over (partition by tags.project_code, tags.period_code) as objective_count,
        row_number() over (partition by tags.project_code, tags.period_code order by tags.objective_no) as place
    from int_project_tags as tags
    inner join projects on tags.project_code = projects.project_code
    where projects.budget_usd is not null
)

select
    period_code,
    project_code,
    objective_no,
    (
        cast(div(budget_cents, objective_count) as bigint)
        + case when place <= mod(budget_cents, objective_count) then 1 else 0 end
    ) * cast(0.01 as numeric(3, 2)) as allocated_budget_usd
from shares
