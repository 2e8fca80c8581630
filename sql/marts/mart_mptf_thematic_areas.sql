-- Joint programmes of the Migration MPTF by thematic area.
-- Grain: one row per thematic area, with zeros where there is no programme; `Not stated` where programmes name none.
-- Counting rule: a programme counts, with its whole budget, in the one area that its file gives it, whatever its status; the
-- area is never guessed from its objectives. budget_usd adds up the known budgets (budgeted_programme_count of them); 0: none
-- is known. The names of the areas are not confirmed (core.thematic_areas).
with areas as (
    select thematic_area, title
    from thematic_areas
    union all
    select null as thematic_area, 'Not stated' as title
    from mptf_programmes
    where thematic_area is null
    having count(*) > 0
)

select
    areas.title as thematic_area,
    count(programmes.programme_code) as programme_count,
    coalesce(sum(programmes.budget_usd), 0) as budget_usd,
    areas.thematic_area as thematic_area_no,
    count(programmes.budget_usd) as budgeted_programme_count,
    count(case when programmes.is_synthetic then 1 end) as synthetic_programme_count
from areas
left join mptf_programmes as programmes on coalesce(areas.thematic_area, 0) = coalesce(programmes.thematic_area, 0)
group by areas.title, areas.thematic_area
