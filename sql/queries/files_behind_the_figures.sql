-- Question: Which files do the published figures rest on, how old are they, and do their books balance?
-- How to read: read = loaded + rejected + superseded, or nothing is published. is_stale: the newest file could not be
-- used.
-- Grain: one row per file of the last published load.
select
    files.source,
    files.source_file,
    files.modified_at,
    files.rows_read,
    files.rows_loaded,
    files.rows_rejected,
    files.rows_superseded,
    files.is_stale,
    loads.finished_at as published_at,
    loads.code_version
from load_files as files
inner join loads on files.load_id = loads.load_id
where loads.load_id = (select max(last.load_id) from loads as last where last.status = 'published')
order by files.source, files.source_file
