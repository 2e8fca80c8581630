-- severity: error
-- asset: load_files
-- A file of a source without a card would be missing from the inventory.
select files.source, files.source_file
from load_files as files
left join sources on files.source = sources.source
where files.load_id = (select max(load_id) from load_files) and sources.source is null
order by files.source, files.source_file
