-- The Fund's joint programmes by thematic area.
select
    thematic_area,
    programme_count,
    budgeted_programme_count,
    budget_usd
from mart_mptf_thematic_areas
order by thematic_area;
