-- What the sources hold on each country.
-- Grain: one row per country of core.countries, with zeros where no source names it; QZZ stands for synthetic examples only.
-- Counting rule: project_count are activated projects with any tag that benefit the country, dated or not; reviews are those
-- of the country, GCM and HLPF, at hand or only registered; practices, joint programmes (whatever their status) and
-- projects of several countries count once in each; mgi_count are assessments, national and local.
with projects_of as (
    select country_code, count(project_code) as project_count
    from assn_projects_countries
    where project_code in (select tags.project_code from int_project_tags as tags where tags.period_code = 'all')
    group by country_code
),

reviews_of as (
    select country_code, count(review_id) as review_count
    from reviews
    group by country_code
),

practices_of as (
    select country_code, count(distinct practice_no) as practice_count
    from assn_practices_countries
    group by country_code
),

programmes_of as (
    select country_code, count(distinct programme_code) as mptf_programme_count
    from assn_programmes_countries
    group by country_code
),

assessments_of as (
    select country_code, count(level) as mgi_count
    from mgi_assessments
    group by country_code
)

select
    countries.country_code,
    countries.name as country_name,
    countries.region,
    champions.country_code is not null as is_champion,
    networks.country_code is not null as has_country_network,
    coalesce(reviews_of.review_count, 0) as review_count,
    coalesce(projects_of.project_count, 0) as project_count,
    coalesce(practices_of.practice_count, 0) as practice_count,
    coalesce(programmes_of.mptf_programme_count, 0) as mptf_programme_count,
    coalesce(assessments_of.mgi_count, 0) as mgi_count,
    champions.joined_on as champion_since,
    networks.established_on as network_established_on
from countries
left join champion_countries as champions on countries.country_code = champions.country_code
left join country_networks as networks on countries.country_code = networks.country_code
left join reviews_of on countries.country_code = reviews_of.country_code
left join projects_of on countries.country_code = projects_of.country_code
left join practices_of on countries.country_code = practices_of.country_code
left join programmes_of on countries.country_code = programmes_of.country_code
left join assessments_of on countries.country_code = assessments_of.country_code
