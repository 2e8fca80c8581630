-- Question: Who funds projects of which cluster?
-- How to read: A project with several donors counts once for each: the columns cannot be added up over donors.
-- Grain: one row per donor, the twenty with the most projects.
select
    donors.donor,
    count(distinct donors.project_code) as tagged_projects,
    count(distinct case when objectives.cluster_code = 'I' then donors.project_code end) as cluster_i,
    count(distinct case when objectives.cluster_code = 'II' then donors.project_code end) as cluster_ii,
    count(distinct case when objectives.cluster_code = 'III' then donors.project_code end) as cluster_iii,
    count(distinct case when objectives.cluster_code = 'IV' then donors.project_code end) as cluster_iv
from assn_projects_donors as donors
inner join projects on donors.project_code = projects.project_code and projects.is_activated
inner join assn_outcomes_objectives as tags on donors.project_code = tags.project_code
inner join gcm_objectives as objectives on tags.objective_no = objectives.objective_no
group by donors.donor
order by tagged_projects desc, donors.donor
limit 20
