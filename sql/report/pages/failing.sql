-- Checks that the newest published load did not pass, 60 at most; `total` is the number of all.
select
    asset,
    check_name,
    severity,
    observed,
    count(result_no) over () as total
from check_results
where not passed and load_id = (select max(load_id) from loads where status = 'published')
order by severity, asset, check_name, result_no
limit 60;
