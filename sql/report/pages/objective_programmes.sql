-- Joint programmes of the Fund that name each objective: 25 each, `total` counts all.
with listed as (
    select
        named.objective_no,
        programmes.programme_code,
        programmes.title,
        programmes.status,
        programmes.budget_usd,
        count(programmes.programme_code) over (partition by named.objective_no) as total,
        row_number() over (partition by named.objective_no order by programmes.programme_code) as place
    from assn_programmes_objectives as named
    inner join mptf_programmes as programmes on named.programme_code = programmes.programme_code
)

select *
from listed
where place <= 25
order by objective_no, place;
