-- severity: error
-- asset: mart_objective_funding
-- The split of the budgets loses no cent: the objectives of a period add up to the budgets of its tagged projects.
with allocated as (
    select period_code, sum(allocated_budget_usd) as allocated_usd
    from mart_objective_funding
    group by period_code
),

tagged as (
    select tags.period_code, sum(projects.budget_usd) as tagged_usd
    from (select distinct period_code, project_code from int_project_tags) as tags
    inner join projects on tags.project_code = projects.project_code
    group by tags.period_code
)

select allocated.period_code, allocated.allocated_usd, coalesce(tagged.tagged_usd, 0) as tagged_usd
from allocated
left join tagged on allocated.period_code = tagged.period_code
where allocated.allocated_usd <> coalesce(tagged.tagged_usd, 0)
order by allocated.period_code
