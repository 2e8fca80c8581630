-- How many checks of the newest published load passed.
select
    severity,
    count(result_no) as checks,
    count(case when passed then 1 end) as passed
from check_results
where load_id = (select max(load_id) from loads where status = 'published')
group by severity
order by severity;
