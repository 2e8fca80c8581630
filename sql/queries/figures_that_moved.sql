-- Question: Which published figures stand now, and how did each of them move since the published night before?
-- How to read: A difference of 0 says that a figure stayed; no value_before, that it is new; no value_now, that it is
--   no longer there. A figure that comes or goes moves by its whole value. Why: mart_changes.
-- Grain: one row per mart, key and figure of the newest published load or the one before, largest movements first.
with nights as (
    select
        load_id,
        dense_rank() over (order by load_id desc) as night
    from mart_totals
    group by load_id
)
select
    coalesce(newest.mart, earlier.mart) as mart,
    coalesce(newest.key, earlier.key) as key,
    coalesce(newest.figure, earlier.figure) as figure,
    earlier.value as value_before,
    newest.value as value_now,
    coalesce(newest.value, 0) - coalesce(earlier.value, 0) as difference
from (select * from mart_totals where load_id in (select load_id from nights where night = 1)) as newest
full join (select * from mart_totals where load_id in (select load_id from nights where night = 2)) as earlier
    on
        newest.mart = earlier.mart
        and newest.key = earlier.key
        and newest.figure = earlier.figure
order by abs(coalesce(newest.value, 0) - coalesce(earlier.value, 0)) desc, 1, 2, 3
limit 200
