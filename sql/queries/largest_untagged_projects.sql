-- Question: Which activated projects with the largest budgets have no tag at all?
-- How to read: The first to tag when coverage by money matters; internal rows, not for publication.
-- Grain: one row per project, the twenty largest.
select projects.project_code, projects.title, projects.managing_office, projects.budget_usd, projects.start_date
from projects
where projects.is_activated
    and projects.budget_usd is not null
    and not exists (
        select 1 from assn_outcomes_objectives as tags where tags.project_code = projects.project_code
    )
order by projects.budget_usd desc, projects.project_code
limit 20
