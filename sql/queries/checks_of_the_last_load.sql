-- Question: Which checks did the published data not pass?
-- How to read: A warning does not stop a publication; an error would have. No row at all is possible, and good.
-- Grain: one row per check that did not pass.
select results.asset, results.check_name, results.severity, results.observed, results.expected
from check_results as results
where not results.passed
    and results.load_id = (select max(loads.load_id) from loads where loads.status = 'published')
order by results.severity, results.asset, results.check_name
