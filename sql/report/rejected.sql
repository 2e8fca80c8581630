-- Why rows and values were rejected, the most frequent reason first.
select
    source,
    scope,
    rule,
    field,
    count(*) as times,
    min(value) as example
from rejected_rows
group by source, scope, rule, field
order by times desc, source, scope, rule, field;
