-- The newest published load: the only clock of the pages.
select
    load_id,
    finished_at,
    started_at,
    code_version
from loads
where status = 'published'
order by load_id desc
limit 1;
