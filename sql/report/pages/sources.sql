-- Sources with their books in the newest load (Annex 2 of the report).
select
    source,
    title,
    publisher,
    licence,
    files,
    rows_read,
    rows_loaded,
    rows_rejected,
    rows_superseded,
    newest_file_date,
    is_stale
from mart_source_inventory
order by source;
