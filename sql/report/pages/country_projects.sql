-- Activated projects that benefit each country: tagged ones first, the latest tagged first; 25 each, `total` counts all.
with listed as (
    select
        benefiting.country_code,
        projects.project_code,
        projects.title,
        projects.managing_office,
        projects.status,
        projects.budget_usd,
        tagged.objectives,
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
    left join (
        select
            tags.project_code,
            string_agg(distinct to_char(tags.objective_no, 'FM00'), ', ' order by to_char(tags.objective_no, 'FM00')) as objectives,
            max(outcomes.tagged_on) as tagged_on
        from assn_outcomes_objectives as tags
        inner join project_outcomes as outcomes
            on tags.project_code = outcomes.project_code and tags.outcome_no = outcomes.outcome_no
        group by tags.project_code
    ) as tagged on projects.project_code = tagged.project_code
    where projects.is_activated
)

select *
from listed
where place <= 25
order by country_code, place;
