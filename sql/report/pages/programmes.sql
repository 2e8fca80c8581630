-- The Fund's joint programmes (Annex 3 of the report), 300 at most; `total` is the number of all.
select
    programme_code,
    title,
    status,
    countries,
    organisations,
    objectives,
    thematic_area,
    budget_usd,
    start_date,
    start_date_precision,
    end_date,
    end_date_precision,
    count(programme_code) over () as total
from mart_mptf_portfolio
order by status, programme_code
limit 300;
