-- Question: Which offices have activated projects without a single tag?
-- How to read: untagged_projects are missing from every count by objective.
-- Grain: one row per office with untagged projects.
select managing_office, activated_project_count - tagged_project_count as untagged_projects, coverage_pct
from mart_tagging_coverage
where tagged_project_count < activated_project_count
order by untagged_projects desc, managing_office
