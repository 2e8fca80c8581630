-- The Fund's joint programmes by status.
select
    coalesce(status, 'Not stated') as status,
    count(programme_code) as programmes,
    count(budget_usd) as budgeted,
    coalesce(sum(budget_usd), 0) as budget_usd
from mart_mptf_portfolio
group by coalesce(status, 'Not stated')
order by programmes desc, status;
