-- Question: In which regions is each objective advanced?
-- How to read: A project in several countries of a region counts once per country: compare objectives within a
-- region, not sums.
-- Grain: one row per region and objective.
select
    countries.region,
    benefiting.objective_no,
    count(*) as country_count,
    sum(benefiting.project_count) as projects_by_country
from mart_objective_countries as benefiting
inner join countries on benefiting.country_code = countries.country_code
where benefiting.period_code = 'all'
group by countries.region, benefiting.objective_no
order by countries.region, projects_by_country desc, benefiting.objective_no
