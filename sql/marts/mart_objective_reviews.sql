-- Which objectives the national reviews speak of.
-- Grain: one row per objective and process (`GCM`, `HLPF`), with zeros where no review mentions it; `Unknown` appears when
-- there is a document whose process neither the register nor its words tell.
-- Counting rule: a review counts once per objective, however often it mentions it; mentions that a person rejected do not
-- count. Only documents that were read can mention anything (mart_review_coverage tells which).
with processes as (
    select 'GCM' as process
    union
    select 'HLPF' as process
    union
    select coalesce(reviews.process, 'Unknown') as process
    from reviews
    inner join review_documents as documents on reviews.review_id = documents.review_id
),

counts as (
    select
        objective_no,
        process,
        count(distinct review_id) as review_count,
        sum(mention_count) as mention_count,
        count(distinct case when is_synthetic then review_id end) as synthetic_review_count
    from int_review_mentions
    group by objective_no, process
)

select
    objectives.objective_no,
    processes.process,
    coalesce(counts.review_count, 0) as review_count,
    coalesce(counts.mention_count, 0) as mention_count,
    coalesce(counts.synthetic_review_count, 0) as synthetic_review_count
from gcm_objectives as objectives
cross join processes
left join counts on objectives.objective_no = counts.objective_no and processes.process = counts.process
