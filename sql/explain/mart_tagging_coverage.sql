-- The activated projects of an office, and whether each is tagged.
-- Grain: one row per activated project.
-- Adds up: activated_project_count = count(project_code)
-- Adds up: tagged_project_count = sum(case when is_tagged then 1 else 0 end)
select
    coalesce(projects.managing_office, 'Not stated') as managing_office,
    projects.load_id,
    projects.source_file,
    projects.source_row,
    projects.project_code,
    projects.status,
    exists (
        select 1 from assn_outcomes_objectives as tags where tags.project_code = projects.project_code
    ) as is_tagged
from projects
where projects.is_activated
