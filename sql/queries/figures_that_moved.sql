-- Question: Which published figures stand now, and how did each of them move since the published night before?
-- How to read: A difference of 0 says that a figure stayed; empty, that there was no night before. Why: mart_changes.
-- Grain: one row per mart, key and figure of the newest published load, the largest movements first.
select
    newest.mart,
    newest.key,
    newest.figure,
    before.value as value_before,
    newest.value as value_now,
    newest.value - before.value as difference
from mart_totals as newest
left join
    mart_totals as before
    on
        newest.mart = before.mart
        and newest.key = before.key
        and newest.figure = before.figure
        and before.load_id = (
            select max(load_id) from mart_totals
            where load_id < (select max(load_id) from mart_totals)
        )
where newest.load_id = (select max(load_id) from mart_totals)
order by abs(newest.value - before.value) desc nulls last, newest.mart, newest.key, newest.figure
limit 200
