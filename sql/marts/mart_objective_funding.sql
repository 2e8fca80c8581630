-- Budgets by objective.
-- Grain: one row per period and objective; all 23 appear in every period, with zeros where nothing is tagged.
-- Counting rule: a project's whole budget, split evenly over its objectives of the period (int_project_budgets); the
-- objectives add up to the budgets of the tagged projects to the cent. A project without a budget adds nothing.
with allocated as (
    select
        period_code,
        objective_no,
        sum(allocated_budget_usd) as allocated_budget_usd,
        count(project_code) as budgeted_project_count
    from int_project_budgets
    group by period_code, objective_no
)

select
    periods.period_code,
    objectives.objective_no,
    coalesce(allocated.allocated_budget_usd, 0) as allocated_budget_usd,
    coalesce(allocated.budgeted_project_count, 0) as budgeted_project_count
from periods
cross join gcm_objectives as objectives
left join allocated on periods.period_code = allocated.period_code and objectives.objective_no = allocated.objective_no
