-- The pages on which reviews mention an objective, each with its surest mention.
-- Grain: one row per process, document, page and objective.
-- Adds up: review_count = count(distinct review_id)
-- Adds up: mention_count = coalesce(sum(mentions_of_page), 0)
select
    objective_no,
    process,
    load_id,
    source_file,
    source_row,
    review_id,
    page,
    method,
    confidence,
    verdict,
    mention_count as mentions_of_page,
    snippet
from int_review_mentions
