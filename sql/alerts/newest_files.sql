-- The newest file of each source in the newest published load, by the date that its landing place gives.
select
    source,
    source_file,
    modified_at
from (
    select
        source,
        source_file,
        modified_at,
        row_number() over (partition by source order by modified_at desc, source_file) as place
    from load_files
    where load_id = (select max(load_id) from load_files) and modified_at is not null
) as ranked
where place = 1
order by source
