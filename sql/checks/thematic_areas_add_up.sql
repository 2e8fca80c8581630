-- severity: error
-- asset: mart_mptf_thematic_areas
-- The areas, with `Not stated`, divide the programmes and their budgets among them; all five areas are there.
with faults as (
    select 'programmes do not add up' as fault, cast(sum(areas.programme_count) as text) as subject
    from mart_mptf_thematic_areas as areas
    having coalesce(sum(areas.programme_count), 0) <> (select count(*) from mptf_programmes)
    union all
    select 'budgets do not add up' as fault, cast(sum(areas.budget_usd) as text) as subject
    from mart_mptf_thematic_areas as areas
    having coalesce(sum(areas.budget_usd), 0)
        <> (select coalesce(sum(programmes.budget_usd), 0) from mptf_programmes as programmes)
    union all
    select 'an area is missing' as fault, known.title as subject
    from thematic_areas as known
    left join mart_mptf_thematic_areas as areas on known.thematic_area = areas.thematic_area_no
    where areas.thematic_area is null
)

select fault, subject
from faults
order by fault, subject
