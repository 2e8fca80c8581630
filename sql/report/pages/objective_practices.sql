-- Practices filed under each objective: 25 each, `total` counts all.
with listed as (
    select
        filed.objective_no,
        practices.title,
        practices.country_text,
        practices.url,
        count(practices.practice_no) over (partition by filed.objective_no) as total,
        row_number() over (partition by filed.objective_no order by practices.title, practices.practice_no) as place
    from assn_practices_objectives as filed
    inner join practices on filed.practice_no = practices.practice_no
)

select *
from listed
where place <= 25
order by objective_no, place;
