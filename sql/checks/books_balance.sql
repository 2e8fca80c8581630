-- severity: error
-- asset: load_files
-- Every row read from a file was loaded, rejected or superseded: a file whose books do not balance has lost rows.
select source, source_file, rows_read, rows_loaded, rows_rejected, rows_superseded
from load_files
where load_id = (select max(load_id) from load_files)
    and rows_read <> rows_loaded + rows_rejected + rows_superseded
order by source, source_file
