-- The national reviews that are known, and what is at hand of each.
-- Grain: one row per review: those of the register, and documents that the register does not have.
-- Counting rule: has_document says that a file of the review was read, not merely named. mention_count counts mentions of
-- objectives as int_review_mentions does, without those that a person rejected.
with documents as (
    select review_id, count(document_file) as document_count, sum(page_count) as page_count
    from review_documents
    group by review_id
),

mentions as (
    select review_id, sum(mention_count) as mention_count, count(distinct objective_no) as objective_count
    from int_review_mentions
    group by review_id
)

select
    reviews.review_id,
    reviews.country_code,
    reviews.process,
    reviews.round,
    reviews.submitted_on,
    reviews.submitted_on_precision,
    coalesce(documents.document_count, 0) > 0 as has_document,
    reviews.iom_supported,
    reviews.iom_input_reflected,
    coalesce(countries.name, reviews.country_text) as country_name,
    reviews.title,
    coalesce(documents.page_count, 0) as page_count,
    coalesce(mentions.mention_count, 0) as mention_count,
    coalesce(mentions.objective_count, 0) as objective_count,
    reviews.is_registered,
    reviews.is_synthetic
from reviews
left join countries on reviews.country_code = countries.country_code
left join documents on reviews.review_id = documents.review_id
left join mentions on reviews.review_id = mentions.review_id
