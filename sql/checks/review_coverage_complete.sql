-- severity: error
-- asset: mart_review_coverage
-- Every review has its line, and has a document just when one was read; its mentions are those of mart_objective_reviews.
with covered as (
    select coalesce(process, 'Unknown') as process, sum(mention_count) as mention_count
    from mart_review_coverage
    group by coalesce(process, 'Unknown')
),

counted as (
    select process, sum(mention_count) as mention_count
    from mart_objective_reviews
    group by process
),

faults as (
    select 'not in the mart' as fault, reviews.review_id as subject
    from reviews
    left join mart_review_coverage as coverage on reviews.review_id = coverage.review_id
    where coverage.review_id is null
    union all
    select 'no such review' as fault, coverage.review_id as subject
    from mart_review_coverage as coverage
    left join reviews on coverage.review_id = reviews.review_id
    where reviews.review_id is null
    union all
    select 'has_document is wrong' as fault, coverage.review_id as subject
    from mart_review_coverage as coverage
    where coverage.has_document
        <> (coverage.review_id in (select documents.review_id from review_documents as documents))
    union all
    select 'mentions do not add up' as fault, coalesce(covered.process, counted.process) as subject
    from covered
    full outer join counted on covered.process = counted.process
    where coalesce(covered.mention_count, 0) <> coalesce(counted.mention_count, 0)
)

select fault, subject
from faults
order by fault, subject
