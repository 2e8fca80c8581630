-- How far each office uses the voluntary tagging.
-- Grain: one row per managing office that has an activated project; `Not stated` stands for projects that name none.
-- Counting rule: a project is tagged when any of its outcomes carries any objective, dated or not.
with offices as (
    select project_code, coalesce(managing_office, 'Not stated') as managing_office
    from projects
    where is_activated
),

tagged as (
    select distinct project_code
    from int_project_tags
    where period_code = 'all'
)

select
    offices.managing_office,
    count(offices.project_code) as activated_project_count,
    count(tagged.project_code) as tagged_project_count,
    round(100.0 * count(tagged.project_code) / count(offices.project_code), 4) as coverage_pct
from offices
left join tagged on offices.project_code = tagged.project_code
group by offices.managing_office
