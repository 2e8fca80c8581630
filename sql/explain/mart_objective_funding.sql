-- The budgets behind the money of an objective, with the part of each that falls to it.
-- Grain: one row per period, project and objective, for projects whose budget is known.
-- Adds up: allocated_budget_usd = coalesce(sum(allocated_usd), 0)
-- Adds up: budgeted_project_count = count(project_code)
select
    budgets.period_code,
    budgets.objective_no,
    projects.load_id,
    projects.source_file,
    projects.source_row,
    projects.project_code,
    projects.budget_usd,
    budgets.allocated_budget_usd as allocated_usd
from int_project_budgets as budgets
inner join projects on budgets.project_code = projects.project_code
