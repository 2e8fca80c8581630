-- The newest load, whatever became of it. One row, none in a new warehouse.
select load_id, status, started_at, finished_at
from loads
order by load_id desc
limit 1;
