-- Figures that moved between the newest two published loads, most against their size first, 100 at most; `total` is the
-- number of all. A null says that the figure did not exist then. Nothing on a first night.
-- `subject` says the key in words; `percent` is the change against the larger of the two.
with newest as (
    select max(load_id) as load_id from mart_totals
),

previous as (
    select max(load_id) as load_id from mart_totals
    where load_id < (select load_id from newest)
),

now_standing as (
    select * from mart_totals
    where load_id = (select load_id from newest) and exists (select load_id from previous where load_id is not null)
),

standing_before as (
    select * from mart_totals
    where load_id = (select load_id from previous)
),

moved as (
    select
        coalesce(now_standing.mart, standing_before.mart) as mart,
        coalesce(now_standing.key, standing_before.key) as key,
        coalesce(now_standing.figure, standing_before.figure) as figure,
        standing_before.value as value_before,
        now_standing.value as value_now,
        coalesce(now_standing.value, 0) - coalesce(standing_before.value, 0) as difference
    from now_standing
    full join
        standing_before
        on
            now_standing.mart = standing_before.mart
            and now_standing.key = standing_before.key
            and now_standing.figure = standing_before.figure
    where now_standing.value is distinct from standing_before.value
)

select
    *,
    regexp_replace(
        replace(replace(replace(key, 'period_code=all ', 'all periods '), 'period_code=', ''), '_', ' '),
        '(?: no| code)?=', ' ', 'g'
    ) as subject,
    coalesce(100 * difference / nullif(greatest(abs(value_before), abs(value_now)), 0), 0) as percent,
    count(*) over () as total
from moved
order by abs(difference) / nullif(greatest(abs(value_before), abs(value_now)), 0) desc nulls last, mart, figure, key
limit 100;
