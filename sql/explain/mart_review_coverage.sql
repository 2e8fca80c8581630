-- What is known of a review: its line in the register, its documents, and the pages that mention objectives.
-- Grain: one row per review, document, and page with an objective mentioned on it.
-- Adds up: mention_count = coalesce(sum(mentions_of_page), 0)
-- Adds up: objective_count = count(distinct objective_no)
select
    review_id,
    load_id,
    source_file,
    source_row,
    'review' as found_in,
    cast(null as integer) as page,
    cast(null as smallint) as objective_no,
    cast(null as text) as method,
    cast(null as numeric(9, 4)) as confidence,
    cast(null as text) as verdict,
    cast(null as bigint) as mentions_of_page,
    cast(null as text) as snippet
from reviews
union all
select
    review_id,
    load_id,
    source_file,
    source_row,
    'document' as found_in,
    null as page,
    null as objective_no,
    null as method,
    null as confidence,
    null as verdict,
    null as mentions_of_page,
    null as snippet
from review_documents
union all
select
    review_id,
    load_id,
    source_file,
    source_row,
    'page' as found_in,
    page,
    objective_no,
    method,
    confidence,
    verdict,
    mention_count as mentions_of_page,
    snippet
from int_review_mentions
