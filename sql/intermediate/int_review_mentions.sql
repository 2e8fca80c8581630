-- What the reviews say of the objectives, page by page: the mentions that count.
-- Grain: one row per document, page and objective mentioned there, with its surest mention.
-- Counting rule: a mention that a person rejected does not count. Several methods often find the same words (a number and
-- the title beside it), so the method that finds the objective most often on a page gives `mention_count`.
-- A review whose process nobody knows stands under `Unknown`.
-- Not stored: it stands as a common table expression wherever it is named.
with pages as (
    select
        mentions.review_id,
        coalesce(reviews.process, 'Unknown') as process,
        reviews.country_code,
        reviews.is_synthetic,
        mentions.document_file,
        mentions.page,
        mentions.objective_no,
        mentions.method,
        mentions.snippet,
        mentions.confidence,
        mentions.verdict,
        mentions.load_id,
        mentions.source_file,
        mentions.source_row,
        max(mentions.mention_count) over (
            partition by mentions.review_id, mentions.document_file, mentions.page, mentions.objective_no
        ) as mention_count,
        row_number() over (
            partition by mentions.review_id, mentions.document_file, mentions.page, mentions.objective_no
            order by mentions.confidence desc, mentions.method
        ) as place
    from review_mentions as mentions
    inner join reviews on mentions.review_id = reviews.review_id
    where coalesce(mentions.verdict, 'not reviewed') <> 'rejected'
)

select
    review_id,
    process,
    country_code,
    is_synthetic,
    document_file,
    page,
    objective_no,
    method,
    snippet,
    confidence,
    verdict,
    mention_count,
    load_id,
    source_file,
    source_row
from pages
where place = 1
