-- severity: error
-- asset: review_mentions
-- What a person decided wins over the program: nothing rejected stands, and all that is confirmed does. A decision about a
-- page (0: the whole document) says more than one about the whole.
with faults as (
    select
        'rejected, but stands' as fault,
        decisions.source_file,
        decisions.source_row,
        decisions.review_id,
        decisions.objective_no
    from review_decisions as decisions
    inner join review_mentions as mentions
        on decisions.review_id = mentions.review_id
        and decisions.objective_no = mentions.objective_no
        and decisions.page in (0, mentions.page)
    left join review_decisions as closer
        on decisions.page = 0
        and closer.page <> 0
        and closer.review_id = mentions.review_id
        and closer.objective_no = mentions.objective_no
        and closer.page = mentions.page
    where decisions.verdict = 'rejected' and closer.page is null and coalesce(mentions.verdict, '') <> 'rejected'
    union all
    select
        'confirmed, but does not stand' as fault,
        decisions.source_file,
        decisions.source_row,
        decisions.review_id,
        decisions.objective_no
    from review_decisions as decisions
    left join review_mentions as mentions
        on decisions.review_id = mentions.review_id
        and decisions.objective_no = mentions.objective_no
        and (decisions.page = 0 or decisions.page = mentions.page)
        and mentions.verdict = 'confirmed'
    where decisions.verdict = 'confirmed' and mentions.page is null
)

select fault, review_id, objective_no, source_file, source_row
from faults
order by review_id, objective_no, source_file, source_row, fault
