-- The periods of counting, the open one first; the pages offer the first eight.
select
    period_code,
    name,
    start_date,
    end_date,
    count(period_code) over () as total
from periods
order by case when start_date is null and end_date is null then 0 else 1 end, start_date nulls first, period_code
limit 8;
