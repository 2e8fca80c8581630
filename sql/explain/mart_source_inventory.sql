-- The files of a source and their books.
-- Grain: one row per file of the latest load.
-- Adds up: files = count(source_file)
-- Adds up: rows_read = coalesce(sum(rows_of_file), 0)
select
    source,
    load_id,
    source_file,
    cast(null as integer) as source_row,
    modified_at,
    rows_read as rows_of_file,
    rows_loaded as loaded_of_file,
    rows_rejected as rejected_of_file,
    rows_superseded as superseded_of_file
from load_files
where load_id = (select max(load_id) from load_files)
