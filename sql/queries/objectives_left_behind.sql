-- Question: Which objectives do the fewest projects advance, and how much money goes to them?
-- How to read: A project's budget is split evenly over its objectives. Tagging is voluntary: few tags may mean little
-- tagging.
-- Grain: one row per objective, the five lowest.
select
    objectives.objective_no,
    objectives.objective_title,
    objectives.cluster_code,
    objectives.project_count,
    funding.allocated_budget_usd
from mart_objective_projects as objectives
inner join mart_objective_funding as funding
    on objectives.period_code = funding.period_code and objectives.objective_no = funding.objective_no
where objectives.period_code = 'all'
order by objectives.project_count, objectives.objective_no
limit 5
