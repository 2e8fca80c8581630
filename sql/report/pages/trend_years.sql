-- Projects new to each objective, year by year, the latest twelve years at most.
select
    objective_no,
    cast(extract(year from month) as integer) as year,
    sum(new_project_count) as new_project_count
from mart_objective_trend
where month >= (select date_trunc('year', max(month)) - interval '11 years' from mart_objective_trend)
group by objective_no, extract(year from month)
order by objective_no, year;
