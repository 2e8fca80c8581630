-- severity: warn
-- asset: projects
-- A project that ends before it starts has a mistyped date; no figure rests on these dates, so it is only reported.
select project_code, start_date, end_date, source_file, source_row
from projects
where end_date < start_date
order by project_code
