-- Each different cell is read once: numbers at the start of an entry, and titles.
with cells as (
    select distinct cell from {{ ref('outcomes') }} where cell is not null
),

numbers as (
    {{ numbers('cells') }}
)

select numbers.cell, framework.objective_no, framework.cluster_code
from numbers
inner join {{ ref('gcm_objectives') }} as framework on numbers.objective_no = framework.objective_no
union
select cells.cell, framework.objective_no, framework.cluster_code
from cells
inner join {{ ref('gcm_objectives') }} as framework on strpos(lower(cells.cell), lower(framework.title)) > 0
