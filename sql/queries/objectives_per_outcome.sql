-- Question: How many objectives do people tag on one outcome?
-- How to read: PRIMA asks for four at most; more are kept and reported. 0 means an outcome without a tag.
-- Grain: one row per number of objectives.
select tagged.objectives, count(*) as outcomes, round(100.0 * count(*) / sum(count(*)) over (), 1) as share_pct
from (
    select outcomes.project_code, outcomes.outcome_no, count(tags.objective_no) as objectives
    from project_outcomes as outcomes
    inner join projects on outcomes.project_code = projects.project_code and projects.is_activated
    left join assn_outcomes_objectives as tags
        on outcomes.project_code = tags.project_code and outcomes.outcome_no = tags.outcome_no
    group by outcomes.project_code, outcomes.outcome_no
) as tagged
group by tagged.objectives
order by tagged.objectives
