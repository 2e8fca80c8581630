with cells as (
    select distinct cell from {{ ref('outcomes') }} where cell is not null
),

numbers as (
    select cells.cell, cast(found.parts[1] as integer) as objective_no
    from cells
    cross join lateral regexp_matches(cells.cell, '(?:^|[;,\n])\s*(?:objective\s+|gcm\s+)?(\d{1,2})\y', 'gi') as found (parts)
)

select numbers.cell, framework.objective_no, framework.cluster_code
from numbers
inner join {{ ref('gcm_objectives') }} as framework on numbers.objective_no = framework.objective_no
union
select cells.cell, framework.objective_no, framework.cluster_code
from cells
inner join {{ ref('gcm_objectives') }} as framework on strpos(lower(cells.cell), lower(framework.title)) > 0
