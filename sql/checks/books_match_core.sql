-- severity: error
-- asset: load_files
-- The books say what is really there: the rows loaded from a file are the rows of the core tables that name it.
-- A new source adds its tables to `loaded` and its name to the last line but one. A document is one row, whatever its pages.
with loaded as (
    select 'prima' as source, source_file from project_outcomes
    union all
    select 'iati' as source, source_file from iati_activities
    union all
    select 'periods' as source, source_file from periods where source_file not like 'reference/%'
    union all
    select 'mptf' as source, source_file from mptf_programmes
    union all
    select 'mptf' as source, source_file from mptf_contributions
    union all
    select 'mptf' as source, source_file from mptf_proposals
    union all
    select 'practices' as source, source_file from practices
    union all
    select 'network' as source, source_file from champion_countries
    union all
    select 'network' as source, source_file from country_networks
    union all
    select 'network' as source, source_file from regional_networks
    union all
    select 'network' as source, source_file from regional_reviews
    union all
    select 'network' as source, source_file from mgi_assessments
    union all
    select 'network' as source, source_file from interviews
    union all
    select 'reviews' as source, source_file from review_documents
    union all
    select 'reviews' as source, source_file from reviews where is_registered
    union all
    select 'reviews' as source, source_file from review_decisions
),

present as (
    select source, source_file, count(*) as row_count
    from loaded
    group by source, source_file
),

files as (
    select source, source_file, rows_loaded
    from load_files
    where load_id = (select max(load_id) from load_files)
        and source in ('prima', 'iati', 'periods', 'mptf', 'practices', 'network', 'reviews')
)

select
    coalesce(files.source, present.source) as source,
    coalesce(files.source_file, present.source_file) as source_file,
    files.rows_loaded,
    present.row_count
from files
full outer join present on files.source = present.source and files.source_file = present.source_file
where coalesce(files.rows_loaded, 0) <> coalesce(present.row_count, 0)
order by source, source_file
