-- Which objectives projects advance together.
-- Grain: one row per period and pair of objectives, the lower number first; all 253 pairs appear in every period.
-- Counting rule: a project counts once for each pair of objectives it carries, whether on one outcome or on several.
with counts as (
    select
        lower_tags.period_code,
        lower_tags.objective_no,
        higher_tags.objective_no as other_objective_no,
        count(lower_tags.project_code) as project_count
    from int_project_tags as lower_tags
    inner join int_project_tags as higher_tags
        on lower_tags.period_code = higher_tags.period_code
        and lower_tags.project_code = higher_tags.project_code
        and lower_tags.objective_no < higher_tags.objective_no
    group by lower_tags.period_code, lower_tags.objective_no, higher_tags.objective_no
)

select
    periods.period_code,
    objectives.objective_no,
    others.objective_no as other_objective_no,
    coalesce(counts.project_count, 0) as project_count
from periods
cross join gcm_objectives as objectives
inner join gcm_objectives as others on objectives.objective_no < others.objective_no
left join counts
    on periods.period_code = counts.period_code
    and objectives.objective_no = counts.objective_no
    and others.objective_no = counts.other_objective_no
