-- severity: warn
-- asset: iati_activities
-- An activity of IOM whose project is in no export shows how far the exports lag behind what is published, or that only a
-- part of them was landed. Nothing is wrong with the activity itself.
select activities.iati_identifier, activities.project_code, activities.source_file, activities.source_row
from iati_activities as activities
left join projects on activities.project_code = projects.project_code
where activities.project_code is not null and projects.project_code is null
order by activities.iati_identifier
