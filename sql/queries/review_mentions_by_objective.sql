-- Question: Where do national reviews speak of each objective, in which words, and how sure is that?
-- How to read: verdict is a person's, and wins over the program's confidence; rejected mentions are left out.
-- Grain: one row per mention.
select
    mentions.objective_no,
    objectives.short_title,
    coalesce(countries.name, reviews.country_text, reviews.review_id) as review_of,
    reviews.process,
    mentions.document_file,
    mentions.page,
    mentions.method,
    mentions.confidence,
    mentions.verdict,
    mentions.snippet
from review_mentions as mentions
inner join reviews on mentions.review_id = reviews.review_id
inner join gcm_objectives as objectives on mentions.objective_no = objectives.objective_no
left join countries on reviews.country_code = countries.country_code
where mentions.verdict is null or mentions.verdict <> 'rejected'
order by mentions.objective_no, review_of, mentions.document_file, mentions.page, mentions.confidence desc, mentions.method
