-- Ended loads by status: grain status, each of which has a row.
select ended.status, count(loads.load_id) as runs
from (values ('published'), ('failed'), ('abandoned')) as ended (status)
left join loads on loads.status = ended.status
group by ended.status
order by ended.status;
