-- The claim as it stands in the reference file, and the rows behind a value that no mart holds.
-- Grain: one row per claim; for C17 also one per outcome with the most objectives of its period, for C18 to C33 one per
-- row of a source that counts (int_claim_rows): the value is the number of different `counted`, or the sum of `amount`.
-- What a mart supplies is explained by that mart (published_claims.mart).
with outcomes as (
    select
        tags.period_code,
        tags.project_code,
        tags.outcome_no,
        min(tags.load_id) as load_id,
        min(tags.source_file) as source_file,
        min(tags.source_row) as source_row,
        count(tags.objective_no) as objective_count
    from int_period_tags as tags
    group by tags.period_code, tags.project_code, tags.outcome_no
),

ranked as (
    select outcomes.*, rank() over (partition by period_code order by objective_count desc) as place
    from outcomes
)

select
    claim_id,
    load_id,
    source_file,
    source_row,
    cast(null as text) as project_code,
    cast(null as integer) as outcome_no,
    cast(null as bigint) as objective_count,
    cast(null as text) as counted,
    cast(null as numeric(18, 2)) as amount
from published_claims
union all
select
    claims.claim_id,
    ranked.load_id,
    ranked.source_file,
    ranked.source_row,
    ranked.project_code,
    ranked.outcome_no,
    ranked.objective_count,
    null as counted,
    null as amount
from published_claims as claims
inner join ranked on claims.period_code = ranked.period_code
where claims.claim_id = 'C17' and ranked.place = 1
union all
select
    claim_id,
    load_id,
    source_file,
    source_row,
    null as project_code,
    null as outcome_no,
    null as objective_count,
    subject as counted,
    amount
from int_claim_rows
where counts
