-- The joint programmes of a thematic area.
-- Grain: one row per programme.
-- Adds up: programme_count = count(programme_code)
-- Adds up: budget_usd = coalesce(sum(budget_of_programme), 0)
select
    coalesce(areas.title, 'Not stated') as thematic_area,
    programmes.load_id,
    programmes.source_file,
    programmes.source_row,
    programmes.programme_code,
    programmes.budget_usd as budget_of_programme
from mptf_programmes as programmes
left join thematic_areas as areas on programmes.thematic_area = areas.thematic_area
