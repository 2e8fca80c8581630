-- National reviews of each country.
select
    country_code,
    process,
    round,
    submitted_on,
    submitted_on_precision,
    has_document,
    iom_supported,
    iom_input_reflected
from mart_review_coverage
where country_code is not null
order by country_code, submitted_on, process, round
limit 5000;
