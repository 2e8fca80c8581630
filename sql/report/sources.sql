-- What was read, and what became of every row.
select
    source,
    files,
    rows_read as read,
    rows_loaded as loaded,
    rows_rejected as rejected,
    rows_superseded as superseded,
    newest_file_date as newest
from mart_source_inventory
order by source;
