-- severity: error
-- asset: review_mentions
-- A mention of no review, of no page of a document, or of no objective of the Compact could not be followed to its words.
-- What a person confirmed stands on the person's word: it needs no page.
with faults as (
    select 'of no review' as fault, mentions.source_file, mentions.source_row, mentions.review_id, mentions.objective_no
    from review_mentions as mentions
    left join reviews on mentions.review_id = reviews.review_id
    where reviews.review_id is null
    union all
    select 'on no page' as fault, mentions.source_file, mentions.source_row, mentions.review_id, mentions.objective_no
    from review_mentions as mentions
    left join review_pages as pages
        on mentions.review_id = pages.review_id
        and mentions.document_file = pages.document_file
        and mentions.page = pages.page
    where pages.page is null and mentions.method <> 'reviewer'
    union all
    select 'of no objective' as fault, mentions.source_file, mentions.source_row, mentions.review_id, mentions.objective_no
    from review_mentions as mentions
    left join gcm_objectives as objectives on mentions.objective_no = objectives.objective_no
    where objectives.objective_no is null
)

select fault, review_id, objective_no, source_file, source_row
from faults
order by review_id, source_file, source_row, objective_no, fault
