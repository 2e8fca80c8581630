-- Each project as its first row says.
select project_code, is_active
from (
    select project_code, is_active, row_number() over (partition by project_code order by file, line) as place
    from {{ ref('outcomes') }}
) as ordered
where place = 1
