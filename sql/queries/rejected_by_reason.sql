-- Question: What was rejected, why, and in which file should it be mended?
-- How to read: scope `row`: the whole row is missing from every figure; `value`: only that value. example is one such
-- value.
-- Grain: one row per file, field and rule.
select source_file, scope, rule, field, count(*) as times, min(source_row) as first_row, min(value) as example
from rejected_rows
group by source_file, scope, rule, field
order by times desc, source_file, rule, field
