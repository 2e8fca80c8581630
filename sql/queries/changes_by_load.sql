-- Question: Which loads brought or last changed the projects that are published now?
-- How to read: A row that did not change keeps its load; so a night without news brings nothing here.
-- Grain: one row per load that a published project carries.
select
    loads.load_id,
    loads.finished_at as published_at,
    count(*) as projects,
    count(distinct projects.source_file) as files
from projects
inner join loads on projects.load_id = loads.load_id
group by loads.load_id, loads.finished_at
order by loads.load_id
