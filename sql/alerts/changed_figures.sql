-- Every figure of the marts that differs between a published load and the one before it; a row that came or went
-- counts from or to nothing, a figure of which nothing was kept before does not. Parameter: load_id.
with previous as (
    select max(load_id) as load_id
    from mart_totals
    where load_id < :load_id
),

earlier as (
    select *
    from mart_totals
    where load_id = (select load_id from previous)
),

later as (
    select *
    from mart_totals
    where load_id = :load_id
)

select
    coalesce(later.mart, earlier.mart) as mart,
    coalesce(later.figure, earlier.figure) as figure,
    coalesce(later.key, earlier.key) as key,
    coalesce(earlier.value, 0) as earlier_value,
    coalesce(later.value, 0) as later_value
from later
full join earlier on later.mart = earlier.mart and later.key = earlier.key and later.figure = earlier.figure
where
    coalesce(later.value, 0) <> coalesce(earlier.value, 0)
    and exists (
        select 1
        from earlier as kept
        where kept.mart = coalesce(later.mart, earlier.mart) and kept.figure = coalesce(later.figure, earlier.figure)
    )
order by 1, 2, 3
