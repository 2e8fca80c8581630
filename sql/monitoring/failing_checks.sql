-- Checks of the newest load that did not pass: grain severity, each of which has a row.
select named.severity, count(check_results.result_no) as failing
from (values ('error'), ('warning')) as named (severity)
left join check_results
    on check_results.severity = named.severity
    and not check_results.passed
    and check_results.load_id = (select max(load_id) from loads)
group by named.severity
order by named.severity;
