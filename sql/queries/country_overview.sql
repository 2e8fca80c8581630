-- Question: Which countries do the most tagged projects benefit, and which objective leads there?
-- How to read: A project counts once per country and objective. leading_objective is the most frequent, the lower
-- number on a tie.
-- Grain: one row per country, the twenty first.
with ranked as (
    select
        country_code,
        objective_no,
        project_count,
        row_number() over (partition by country_code order by project_count desc, objective_no) as place
    from mart_objective_countries
    where period_code = 'all'
),
projects_by_country as (
    select benefiting.country_code, count(distinct benefiting.project_code) as tagged_projects
    from assn_projects_countries as benefiting
    inner join projects on benefiting.project_code = projects.project_code and projects.is_activated
    inner join assn_outcomes_objectives as tags on benefiting.project_code = tags.project_code
    group by benefiting.country_code
)
select
    countries.name as country,
    countries.region,
    projects_by_country.tagged_projects,
    ranked.objective_no as leading_objective,
    gcm_objectives.short_title,
    ranked.project_count as projects_with_it
from projects_by_country
inner join countries on projects_by_country.country_code = countries.country_code
inner join ranked on projects_by_country.country_code = ranked.country_code and ranked.place = 1
inner join gcm_objectives on ranked.objective_no = gcm_objectives.objective_no
order by projects_by_country.tagged_projects desc, countries.name
limit 20
