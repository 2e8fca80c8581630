-- severity: error
-- asset: load_files
-- Every rejected and every superseded row of the books can be looked up, with its reason; several findings on a row count once.
with findings as (
    select source, source_file, scope, source_row from rejected_rows where scope = 'row'
    union
    select source, source_file, scope, source_row from reported_rows where scope = 'superseded'
),

counts as (
    select
        source,
        source_file,
        sum(case when scope = 'row' then 1 else 0 end) as rejected_count,
        sum(case when scope = 'superseded' then 1 else 0 end) as superseded_count
    from findings
    group by source, source_file
)

select
    files.source,
    files.source_file,
    files.rows_rejected,
    coalesce(counts.rejected_count, 0) as rejected_count,
    files.rows_superseded,
    coalesce(counts.superseded_count, 0) as superseded_count
from load_files as files
left join counts on files.source = counts.source and files.source_file = counts.source_file
where files.load_id = (select max(load_id) from load_files)
    and (
        files.rows_rejected <> coalesce(counts.rejected_count, 0)
        or files.rows_superseded <> coalesce(counts.superseded_count, 0)
    )
order by files.source, files.source_file
