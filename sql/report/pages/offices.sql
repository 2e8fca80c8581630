-- How far offices use the tagging: those with most untagged projects first, 200 at most; `total` is the number of offices.
select
    managing_office,
    activated_project_count,
    tagged_project_count,
    activated_project_count - tagged_project_count as untagged_project_count,
    coverage_pct,
    count(managing_office) over () as total
from mart_tagging_coverage
order by untagged_project_count desc, activated_project_count desc, managing_office
limit 200;
