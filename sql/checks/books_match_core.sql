-- severity: error
-- asset: load_files
-- The books say what is really there: the rows loaded from a file are the rows of the core tables that name it.
-- A new source adds its table to `present` and its name to the last line.
with present as (
    select 'prima' as source, source_file, count(*) as row_count
    from project_outcomes
    group by source_file
    union all
    select 'iati' as source, source_file, count(*) as row_count
    from iati_activities
    group by source_file
    union all
    select 'periods' as source, source_file, count(*) as row_count
    from periods
    where source_file not like 'reference/%'
    group by source_file
),

files as (
    select source, source_file, rows_loaded
    from load_files
    where load_id = (select max(load_id) from load_files) and source in ('prima', 'iati', 'periods')
)

select
    coalesce(files.source, present.source) as source,
    coalesce(files.source_file, present.source_file) as source_file,
    files.rows_loaded,
    present.row_count
from files
full outer join present on files.source = present.source and files.source_file = present.source_file
where coalesce(files.rows_loaded, 0) <> coalesce(present.row_count, 0)
order by source, source_file
