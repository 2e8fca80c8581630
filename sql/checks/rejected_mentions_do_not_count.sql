-- severity: error
-- asset: mart_objective_reviews
-- A person's decision wins: a review counts for an objective just when a mention of it stands that nobody rejected.
with standing as (
    select mentions.objective_no, coalesce(reviews.process, 'Unknown') as process, count(distinct mentions.review_id) as reviews
    from review_mentions as mentions
    inner join reviews on mentions.review_id = reviews.review_id
    where mentions.verdict is null or mentions.verdict <> 'rejected'
    group by mentions.objective_no, coalesce(reviews.process, 'Unknown')
)

select
    coalesce(counted.objective_no, standing.objective_no) as objective_no,
    coalesce(counted.process, standing.process) as process,
    counted.review_count,
    standing.reviews as reviews_with_standing_mentions
from mart_objective_reviews as counted
full outer join standing on counted.objective_no = standing.objective_no and counted.process = standing.process
where coalesce(counted.review_count, 0) <> coalesce(standing.reviews, 0)
order by objective_no, process
