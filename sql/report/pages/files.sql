-- Files of the newest published load with their books, 100 at most; `total` is the number of all.
select
    source_file,
    source,
    bytes,
    modified_at,
    rows_read,
    rows_loaded,
    rows_rejected,
    rows_superseded,
    is_stale,
    count(source_file) over () as total
from load_files
where load_id = (select max(load_id) from loads where status = 'published')
order by source, source_file
limit 100;
