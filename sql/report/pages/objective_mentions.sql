-- Where national reviews mention each objective, the surest mention of a review: 15 each, `total` counts the reviews.
with surest as (
    select
        mentions.objective_no,
        mentions.review_id,
        mentions.page,
        mentions.snippet,
        row_number() over (
            partition by mentions.objective_no, mentions.review_id
            order by mentions.confidence desc, mentions.page, mentions.method, mentions.snippet
        ) as mention_place
    from review_mentions as mentions
    where coalesce(mentions.verdict, 'not reviewed') <> 'rejected'
),

listed as (
    select
        surest.objective_no,
        surest.page,
        surest.snippet,
        coverage.country_code,
        coverage.process,
        coverage.round,
        count(surest.review_id) over (partition by surest.objective_no) as total,
        row_number() over (
            partition by surest.objective_no
            order by coverage.submitted_on desc nulls last, surest.review_id
        ) as place
    from surest
    inner join reviews as coverage on surest.review_id = coverage.review_id
    where surest.mention_place = 1
)

select
    listed.*,
    countries.name as country_name
from listed
left join countries on listed.country_code = countries.country_code
where listed.place <= 15
order by listed.objective_no, listed.place;
