-- Rows superseded by another, and rows kept but worth a look, the most frequent reason first, 60 reasons at most.
select
    source,
    scope,
    rule,
    field,
    count(finding_no) as times,
    min(value) as example,
    count(*) over () as total
from reported_rows
group by source, scope, rule, field
order by times desc, source, scope, rule, field
limit 60;
