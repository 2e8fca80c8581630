-- Activated projects tagged with each objective, the latest tagged first: 25 each, `total` counts all.
with tagged as (
    select
        tags.objective_no,
        projects.project_code,
        count(tags.outcome_no) as outcomes,
        max(outcomes.tagged_on) as tagged_on
    from assn_outcomes_objectives as tags
    inner join project_outcomes as outcomes
        on tags.project_code = outcomes.project_code and tags.outcome_no = outcomes.outcome_no
    inner join projects on tags.project_code = projects.project_code
    where projects.is_activated
    group by tags.objective_no, projects.project_code
),

listed as (
    select
        tagged.*,
        count(project_code) over (partition by objective_no) as total,
        row_number() over (partition by objective_no order by tagged_on desc nulls last, project_code) as place
    from tagged
)

select
    listed.objective_no,
    listed.project_code,
    listed.outcomes,
    listed.tagged_on,
    listed.total,
    projects.title,
    projects.status,
    projects.managing_office,
    projects.budget_usd
from listed
inner join projects on listed.project_code = projects.project_code
where listed.place <= 25
order by listed.objective_no, listed.place;
