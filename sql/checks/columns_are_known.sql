-- severity: warn
-- asset: reported_rows
-- A column that no field of the source is read from: perhaps a header was renamed, and its values are missing now.
select source_file, source_row, value as header
from reported_rows
where rule = 'unknown-column'
order by source_file, source_row, value
