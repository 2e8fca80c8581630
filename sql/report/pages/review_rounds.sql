-- National reviews by process and round, and what is at hand of them.
select
    coalesce(process, 'Unknown') as process,
    coalesce(round, 'Not stated') as round,
    count(*) as reviews,
    count(distinct country_code) as countries,
    count(case when has_document then 1 end) as documents,
    count(case when iom_supported then 1 end) as supported,
    count(case when iom_input_reflected then 1 end) as reflected
from mart_review_coverage
group by coalesce(process, 'Unknown'), coalesce(round, 'Not stated')
order by process, round
limit 40;
