-- Question: Which guiding principles accompany which cluster of objectives?
-- How to read: A project counts when one outcome carries both an objective of the cluster and the principle.
-- Grain: one row per cluster and principle.
select
    objectives.cluster_code,
    principles.title as principle,
    count(distinct tags.project_code) as projects
from assn_outcomes_objectives as tags
inner join assn_outcomes_principles as tagged
    on tags.project_code = tagged.project_code and tags.outcome_no = tagged.outcome_no
inner join projects on tags.project_code = projects.project_code and projects.is_activated
inner join gcm_objectives as objectives on tags.objective_no = objectives.objective_no
inner join guiding_principles as principles on tagged.principle_code = principles.principle_code
group by objectives.cluster_code, principles.title
order by objectives.cluster_code, projects desc, principle
