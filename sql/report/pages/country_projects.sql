-- Activated projects that benefit each country: tagged ones first, the latest tagged first; 25 each, `total` counts all.
with tagged as (
    select
        tags.project_code,
        max(outcomes.tagged_on) as tagged_on
    from (select distinct project_code, outcome_no from assn_outcomes_objectives) as tags
    inner join project_outcomes as outcomes
        on tags.project_code = outcomes.project_code and tags.outcome_no = outcomes.outcome_no
    group by tags.project_code
),

listed as (
    select
        benefiting.country_code,
        projects.project_code,
        projects.title,
        projects.managing_office,
        projects.status,
        projects.budget_usd,
        tagged.tagged_on,
        count(projects.project_code) over (partition by benefiting.country_code) as total,
        row_number() over (
            partition by benefiting.country_code
            order by
                case when tagged.project_code is null then 1 else 0 end,
                tagged.tagged_on desc nulls last,
                projects.project_code
        ) as place
    from assn_projects_countries as benefiting
    inner join projects on benefiting.project_code = projects.project_code
    left join tagged on projects.project_code = tagged.project_code
    where projects.is_activated
)

select
    listed.*,
    (
        select array_to_string(array_agg(distinct tags.objective_no order by tags.objective_no), ', ')
        from assn_outcomes_objectives as tags
        where tags.project_code = listed.project_code
    ) as objectives
from listed
where listed.place <= 25
order by listed.country_code, listed.place;
