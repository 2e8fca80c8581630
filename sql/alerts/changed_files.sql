-- Files that came, changed or went between a published load and the one before it. Parameter: load_id.
with earlier as (
    select *
    from load_files
    where load_id = (select max(load_id) from load_files where load_id < :load_id)
),

later as (
    select *
    from load_files
    where load_id = :load_id
)

select
    coalesce(later.source_file, earlier.source_file) as source_file,
    case when earlier.sha256 is null then 'new' when later.sha256 is null then 'gone' else 'changed' end as change,
    coalesce(earlier.rows_loaded, 0) as earlier_rows,
    coalesce(later.rows_loaded, 0) as later_rows
from later
full join earlier on later.source = earlier.source and later.source_file = earlier.source_file
where later.sha256 is distinct from earlier.sha256
order by 1
