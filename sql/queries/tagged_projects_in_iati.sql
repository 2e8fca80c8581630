-- Question: Which tagged projects can the public see in IATI, and which objectives do they advance?
-- How to read: Joined by the project code in the IATI identifier; IATI itself carries no GCM tags.
-- Grain: one row per activity of a tagged, activated project.
select
    activities.iati_identifier,
    projects.project_code,
    projects.title,
    string_agg(distinct cast(tags.objective_no as text), ', ') as objectives
from iati_activities as activities
inner join projects on activities.project_code = projects.project_code
inner join assn_outcomes_objectives as tags on projects.project_code = tags.project_code
where projects.is_activated
group by activities.iati_identifier, projects.project_code, projects.title
order by activities.iati_identifier
