-- Tagged projects and their budgets by objective in every period.
select
    projects.period_code,
    projects.objective_no,
    projects.objective_title,
    objectives.short_title,
    projects.cluster_code,
    projects.project_count,
    projects.outcome_count,
    projects.share_pct,
    projects.rank_in_cluster,
    projects.rank_overall,
    projects.tagged_project_total,
    funding.allocated_budget_usd,
    funding.budgeted_project_count
from mart_objective_projects as projects
inner join gcm_objectives as objectives on projects.objective_no = objectives.objective_no
inner join mart_objective_funding as funding
    on projects.period_code = funding.period_code and projects.objective_no = funding.objective_no
order by projects.period_code, projects.objective_no;
