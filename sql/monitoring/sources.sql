-- What the last published load read: grain source.
select
    source,
    count(*) as files,
    sum(rows_loaded)::bigint as loaded,
    sum(rows_rejected)::bigint as rejected,
    sum(rows_superseded)::bigint as superseded,
    max(modified_at) as newest_file,
    bool_or(is_stale) as stale
from load_files
where load_id = (select max(load_id) from load_files)
group by source
order by source;
