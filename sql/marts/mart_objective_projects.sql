-- Tagged projects and outcomes by objective.
-- Grain: one row per period and objective; all 23 appear in every period, with zeros where nothing is tagged.
-- Counting rule: a project counts once per objective, however many of its outcomes carry the tag; outcomes are counted beside.
-- Ranks go by project_count, most first; objectives with the same count share the better rank and the next one is skipped.
with counts as (
    select period_code, objective_no, count(project_code) as project_count, sum(outcome_count) as outcome_count
    from int_project_tags
    group by period_code, objective_no
),

totals as (
    select period_code, count(project_code) as tagged_project_total
    from (select distinct period_code, project_code from int_project_tags) as tagged_projects
    group by period_code
),

figures as (
    select
        periods.period_code,
        objectives.objective_no,
        objectives.title as objective_title,
        objectives.cluster_code,
        coalesce(counts.project_count, 0) as project_count,
        coalesce(counts.outcome_count, 0) as outcome_count,
        coalesce(totals.tagged_project_total, 0) as tagged_project_total
    from periods
    cross join gcm_objectives as objectives
    left join counts on periods.period_code = counts.period_code and objectives.objective_no = counts.objective_no
    left join totals on periods.period_code = totals.period_code
)

select
    period_code,
    objective_no,
    objective_title,
    cluster_code,
    project_count,
    outcome_count,
    round(100.0 * project_count / nullif(tagged_project_total, 0), 4) as share_pct,
    rank() over (partition by period_code, cluster_code order by project_count desc) as rank_in_cluster,
    rank() over (partition by period_code order by project_count desc) as rank_overall,
    tagged_project_total
from figures
