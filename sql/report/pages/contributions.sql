-- Contributions to the Fund, year by year, the latest forty years at most.
select
    year,
    donor_count,
    committed_usd,
    deposited_usd,
    cumulative_deposited_usd
from (select * from mart_mptf_funding order by year desc limit 40) as latest
order by year;
