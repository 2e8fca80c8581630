-- What a load changes in the projects that are published until then: the reasons behind figures that move.
-- Read are the tables as they are going to be, and, named `published_…`, as they are.
-- Grain: one row per kind of change and source file; its columns are those of lineage.changes without the load.
-- Counting rule: a project counts once per kind and file. What came and what went is counted at the project's file, a
-- retagging at the file of the tag, another day of tagging at the file of the outcome.
with project_changes as materialized (
    select
        coalesce(now.project_code, before.project_code) as project_code,
        coalesce(now.source_file, before.source_file) as source_file,
        before.project_code is null as is_added,
        now.project_code is null as is_removed,
        now.is_activated,
        before.is_activated as was_activated,
        now.budget_usd is distinct from before.budget_usd as is_rebudgeted
    from projects as now
    full join published_projects as before on now.project_code = before.project_code
    where
        now.project_code is null
        or before.project_code is null
        or now.is_activated <> before.is_activated
        or now.budget_usd is distinct from before.budget_usd
),

tag_changes as (
    select
        coalesce(now.project_code, before.project_code) as project_code,
        coalesce(now.source_file, before.source_file) as source_file,
        case when before.project_code is null then 1 else 0 end as tags_added,
        case when now.project_code is null then 1 else 0 end as tags_removed
    from assn_outcomes_objectives as now
    full join published_assn_outcomes_objectives as before
        on
            now.project_code = before.project_code
            and now.outcome_no = before.outcome_no
            and now.objective_no = before.objective_no
    where now.project_code is null or before.project_code is null
),

kinds as (
    select
        case when is_added then 'added' else 'removed' end as kind,
        source_file,
        project_code,
        0 as tags_added,
        0 as tags_removed
    from project_changes
    where is_added or is_removed
    union all
    select
        case when is_activated then 'activated' else 'deactivated' end as kind,
        source_file,
        project_code,
        0 as tags_added,
        0 as tags_removed
    from project_changes
    where not is_added and not is_removed and is_activated <> was_activated
    union all
    select
        'rebudgeted' as kind,
        source_file,
        project_code,
        0 as tags_added,
        0 as tags_removed
    from project_changes
    where not is_added and not is_removed and is_rebudgeted
    union all
    select
        case when projects.is_added then 'added' when projects.is_removed then 'removed' else 'retagged' end as kind,
        case
            when projects.is_added or projects.is_removed then projects.source_file else tags.source_file
        end as source_file,
        tags.project_code,
        tags.tags_added,
        tags.tags_removed
    from tag_changes as tags
    left join project_changes as projects on tags.project_code = projects.project_code
    union all
    select
        'redated' as kind,
        now.source_file,
        now.project_code,
        0 as tags_added,
        0 as tags_removed
    from project_outcomes as now
    inner join published_project_outcomes as before
        on now.project_code = before.project_code and now.outcome_no = before.outcome_no
    where now.tagged_on is distinct from before.tagged_on
)

select
    kind,
    source_file,
    count(distinct project_code) as projects,
    sum(tags_added) as tags_added,
    sum(tags_removed) as tags_removed,
    array_to_string((array_agg(distinct project_code order by project_code))[1:5], ', ') as examples
from kinds
group by kind, source_file
