-- severity: warn
-- asset: projects
-- A project with a status that the pipeline does not know does not count; if the status means activated, figures are too low.
select project_code, status, source_file, source_row
from projects
where status is null
    or status not in (
        'Activated', 'Completed', 'Closed', 'Pipeline', 'Draft', 'Under Review', 'Suspended', 'Cancelled', 'Rejected'
    )
order by project_code
