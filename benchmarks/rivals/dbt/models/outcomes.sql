-- The newest version of each outcome.
select file, line, project_code, outcome_no, is_active, cell, tagged_on
from (
    select
        *,
        row_number() over (
            partition by project_code, outcome_no order by last_modified desc nulls last, file desc, line desc
        ) as place
    from {{ ref('exports') }}
) as versions
where place = 1
