-- Question: Which SDG targets are tagged beside each objective?
-- How to read: Both on the same outcome of an activated project; the three most frequent targets of each objective.
-- Grain: one row per objective and target.
with together as (
    select
        tags.objective_no,
        targets.sdg_target,
        count(*) as outcomes,
        row_number() over (partition by tags.objective_no order by count(*) desc, targets.sdg_target) as place
    from assn_outcomes_objectives as tags
    inner join assn_outcomes_sdg_targets as targets
        on tags.project_code = targets.project_code and tags.outcome_no = targets.outcome_no
    inner join projects on tags.project_code = projects.project_code and projects.is_activated
    group by tags.objective_no, targets.sdg_target
)
select together.objective_no, objectives.short_title, together.sdg_target, together.outcomes
from together
inner join gcm_objectives as objectives on together.objective_no = objectives.objective_no
where together.place <= 3
order by together.objective_no, together.place
