-- What the newest load changed in the projects, 100 kinds and files at most; `total` is the number of all.
select
    kind,
    source_file,
    projects,
    tags_added,
    tags_removed,
    count(*) over () as total
from mart_changes
order by source_file, kind
limit 100;
