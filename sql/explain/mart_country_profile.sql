-- All rows that name a country: champion, network, reviews, tagged projects, practices, joint programmes, assessments.
-- Grain: one row per country and row of a source; `found_in` says what kind of row.
-- Adds up: review_count = count(case when found_in = 'review' then subject end)
-- Adds up: project_count = count(case when found_in = 'project' then subject end)
-- Adds up: practice_count = count(case when found_in = 'practice' then subject end)
-- Adds up: mptf_programme_count = count(case when found_in = 'programme' then subject end)
-- Adds up: mgi_count = count(case when found_in = 'assessment' then subject end)
select
    country_code,
    load_id,
    source_file,
    source_row,
    'champion' as found_in,
    cast(null as text) as subject
from champion_countries
union all
select
    country_code,
    load_id,
    source_file,
    source_row,
    'network' as found_in,
    null as subject
from country_networks
union all
select
    country_code,
    load_id,
    source_file,
    source_row,
    'review' as found_in,
    review_id as subject
from reviews
where country_code is not null
union all
select
    country_code,
    load_id,
    source_file,
    source_row,
    'project' as found_in,
    project_code as subject
from assn_projects_countries
where project_code in (select tags.project_code from int_period_tags as tags where tags.period_code = 'all')
union all
select
    country_code,
    load_id,
    source_file,
    source_row,
    'practice' as found_in,
    cast(practice_no as text) as subject
from assn_practices_countries
union all
select
    country_code,
    load_id,
    source_file,
    source_row,
    'programme' as found_in,
    programme_code as subject
from assn_programmes_countries
union all
select
    country_code,
    load_id,
    source_file,
    source_row,
    'assessment' as found_in,
    concat_ws(' ', year, level) as subject
from mgi_assessments
