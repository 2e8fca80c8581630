-- severity: error
-- asset: periods
-- The period `all` must be there and open at both ends, for undated tags, the trend and the coverage rest on it; a period
-- that ends before it starts would count nothing without saying so.
select period_code, start_date, end_date
from periods
where end_date < start_date or (period_code = 'all' and (start_date is not null or end_date is not null))
union all
select 'all' as period_code, cast(null as date) as start_date, cast(null as date) as end_date
from periods
having count(case when period_code = 'all' then 1 end) = 0
order by period_code
