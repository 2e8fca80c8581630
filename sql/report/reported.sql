-- Rows superseded by another, and rows kept but worth a look, the most frequent reason first.
select
    source,
    scope,
    rule,
    field,
    count(*) as times,
    min(value) as example
from reported_rows
group by source, scope, rule, field
order by times desc, source, scope, rule, field;
