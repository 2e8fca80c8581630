-- The newest published load, and the published load before it whose figures are on record; null: there is none.
select
    newest.load_id,
    newest.finished_at,
    before.load_id as previous_load_id,
    before.finished_at as previous_finished_at
from loads as newest
left join
    loads as before
    on
        before.load_id = (
            select max(mart_totals.load_id) from mart_totals
            where mart_totals.load_id < (select max(load_id) from loads where status = 'published')
        )
where newest.load_id = (select max(load_id) from loads where status = 'published');
