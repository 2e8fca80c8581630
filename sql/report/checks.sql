-- Checks that the newest published load did not pass; the blocking ones have passed, or it would not be published.
select
    asset,
    check_name as "check",
    severity,
    observed,
    expected
from check_results
where not passed and load_id = (select max(load_id) from loads where status = 'published')
order by asset, check_name;
