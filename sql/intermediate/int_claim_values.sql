-- The values that the sources supply for the claims of the report.
-- Grain: one row per claim that a source supplies; to supply one more, add a branch to `numbers` or `lists`, or to
-- int_claim_rows for what is counted from rows of a source itself.
-- Counting rule: a period without any tag supplies nothing, nor does a source without rows for the claim, nor one whose rows
-- are all synthetic when none of them counts.
-- `comparable_value` is the value in the form of published_claims.compare_to; `remark` says what a reader must know.
-- The most tagged objectives are all those ranked no lower than as many as the report names: a tie at the cut makes the
-- list longer than the report's, so that it differs.
-- Not stored: it stands as a common table expression wherever it is named.
with numbers as (
    select claims.claim_id, max(clusters.tagged_project_total) as figure
    from published_claims as claims
    inner join mart_cluster_projects as clusters on claims.period_code = clusters.period_code
    where claims.mart = 'mart_cluster_projects' and claims.cluster_code is null and clusters.tagged_project_total > 0
    group by claims.claim_id

    union all

    select
        claims.claim_id,
        case when claims.kind = 'truncated share' then clusters.share_pct_truncated else clusters.project_count end as figure
    from published_claims as claims
    inner join mart_cluster_projects as clusters
        on claims.period_code = clusters.period_code and claims.cluster_code = clusters.cluster_code
    where claims.mart = 'mart_cluster_projects' and clusters.tagged_project_total > 0

    union all

    select claims.claim_id, objectives.project_count as figure
    from published_claims as claims
    inner join mart_objective_projects as objectives
        on claims.period_code = objectives.period_code and claims.objective_no = objectives.objective_no
    where claims.mart = 'mart_objective_projects' and claims.kind = 'exact' and objectives.tagged_project_total > 0

    union all

    select claim_id, max(objective_count) as figure
    from (
        select claims.claim_id, count(tags.objective_no) as objective_count
        from published_claims as claims
        inner join int_period_tags as tags on claims.period_code = tags.period_code
        where claims.claim_id = 'C17'
        group by claims.claim_id, tags.project_code, tags.outcome_no
    ) as outcomes
    group by claim_id
),

named as (
    select claim_id, length(compare_to) - length(replace(compare_to, ',', '')) + 1 as objective_count
    from published_claims
    where kind = 'ranked set'
),

ranked as (
    select
        claims.claim_id,
        objectives.objective_no,
        objectives.project_count,
        case when claims.cluster_code is null then objectives.rank_overall else objectives.rank_in_cluster end as place
    from published_claims as claims
    inner join mart_objective_projects as objectives
        on claims.period_code = objectives.period_code
        and (claims.cluster_code is null or claims.cluster_code = objectives.cluster_code)
    where claims.mart = 'mart_objective_projects' and claims.kind = 'ranked set' and objectives.tagged_project_total > 0
),

lists as (
    select
        ranked.claim_id,
        string_agg(cast(ranked.objective_no as text), ', ' order by ranked.place, ranked.objective_no) as computed_value,
        string_agg(cast(ranked.objective_no as text), ', ' order by ranked.objective_no) as comparable_value,
        case
            when count(*) > max(named.objective_count)
                then 'A tie at the cut: the last of these objectives have the same number of projects.'
        end as remark
    from ranked
    inner join named on ranked.claim_id = named.claim_id and ranked.place <= named.objective_count
    group by ranked.claim_id
),

counted as (
    select
        claim_id,
        cast(
            coalesce(round(sum(case when counts then amount end)), count(distinct case when counts then subject end)) as bigint
        ) as figure,
        count(case when counts then 1 end) as row_count,
        count(case when counts and is_undated then 1 end) as undated_count,
        count(case when counts and is_synthetic then 1 end) as synthetic_count,
        count(case when not counts and is_undated then 1 end) as dateless_count,
        count(case when is_left_out then 1 end) as left_out_count
    from int_claim_rows
    group by claim_id
    having count(case when counts or not is_synthetic then 1 end) > 0
)

select
    claim_id,
    cast(figure as text) as computed_value,
    cast(figure as text) as comparable_value,
    cast(null as text) as remark
from numbers
union all
select claim_id, computed_value, comparable_value, remark
from lists
union all
select
    claim_id,
    cast(figure as text) as computed_value,
    cast(figure as text) as comparable_value,
    nullif(
        concat_ws(
            ' ',
            case
                when undated_count > 0
                    then concat(undated_count, ' of the ', row_count, ' rows counted are undated.')
            end,
            case
                when synthetic_count > 0
                    then concat(synthetic_count, ' of the ', row_count, ' rows counted are synthetic.')
            end,
            case
                when dateless_count > 0
                    then concat('Rows not counted for want of a date: ', dateless_count, '.')
            end,
            case
                when left_out_count > 0
                    then concat('Synthetic rows beside them, not counted: ', left_out_count, '.')
            end
        ),
        ''
    ) as remark
from counted
