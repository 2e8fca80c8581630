-- Sources and their books: the report's Annex 2, kept by the pipeline.
-- Grain: one row per source that the pipeline knows; one without files in the latest load appears with zeros.
-- Counting rule: files of the latest load only. A row is an outcome in `prima`, an activity in `iati`, a file of documents.
with files as (
    select *
    from load_files
    where load_id = (select max(load_id) from load_files)
)

select
    sources.source,
    count(files.source_file) as files,
    coalesce(sum(files.rows_read), 0) as rows_read,
    coalesce(sum(files.rows_loaded), 0) as rows_loaded,
    coalesce(sum(files.rows_rejected), 0) as rows_rejected,
    coalesce(sum(files.rows_superseded), 0) as rows_superseded,
    cast(max(files.modified_at) at time zone 'UTC' as date) as newest_file_date,
    coalesce(max(case when files.is_stale then 1 else 0 end), 0) = 1 as is_stale,
    sources.title,
    sources.publisher,
    sources.licence
from sources
left join files on sources.source = files.source
group by sources.source, sources.title, sources.publisher, sources.licence
