-- National reviews, 300 at most; `total` is the number of all.
select
    coverage.country_code,
    countries.name as country_name,
    coverage.process,
    coverage.round,
    coverage.submitted_on,
    coverage.submitted_on_precision,
    coverage.has_document,
    coverage.iom_supported,
    coverage.iom_input_reflected,
    count(*) over () as total
from mart_review_coverage as coverage
left join countries on coverage.country_code = countries.country_code
order by countries.name, coverage.process, coverage.round, coverage.submitted_on, coverage.country_code
limit 300;
