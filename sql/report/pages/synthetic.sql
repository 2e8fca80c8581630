-- Files of the newest published load by source, and those whose name says that they are made up.
select
    source,
    count(source_file) as files,
    count(case when lower(source_file) like '%synthetic%' then 1 end) as synthetic_files
from load_files
where load_id = (select max(load_id) from loads where status = 'published')
group by source
order by source;
