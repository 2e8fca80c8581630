-- Question: What is known of each country that more than one kind of source names?
-- How to read: Each count is of one source; a zero may mean that no file of that source names the country.
-- Grain: one row per country that two or more kinds of sources name.
select
    country_name,
    region,
    is_champion,
    has_country_network,
    review_count,
    project_count,
    practice_count,
    mptf_programme_count,
    mgi_count
from mart_country_profile
where (case when is_champion or has_country_network then 1 else 0 end)
    + (case when review_count > 0 then 1 else 0 end)
    + (case when project_count > 0 then 1 else 0 end)
    + (case when practice_count > 0 then 1 else 0 end)
    + (case when mptf_programme_count > 0 then 1 else 0 end)
    + (case when mgi_count > 0 then 1 else 0 end) > 1
order by project_count desc, country_name
