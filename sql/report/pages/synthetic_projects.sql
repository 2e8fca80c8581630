-- Projects whose title, or the file that they come from, says that they are made up.
select
    count(project_code) as projects,
    count(case when title ilike '%synthetic%' or source_file ilike '%synthetic%' then 1 end) as synthetic
from projects;
