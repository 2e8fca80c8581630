-- What the sources hold on each country.
select
    country_code,
    is_champion,
    has_country_network,
    review_count,
    project_count,
    practice_count,
    mptf_programme_count,
    mgi_count
from mart_country_profile
order by country_code;
