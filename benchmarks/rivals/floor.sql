-- Tagged projects by cluster and by objective, straight from the files.
-- Variables: the paths of the exports in UTF-8, of `objectives` and `periods`, and the `active` statuses in lower case.
create temp table exports as
with raw as (
    select
        1 as file, row_number() over () as line, "Project Code" as code, "Project Status" as status,
        "Outcome No." as outcome, "GCM Objectives" as cell, "Tagged On" as tagged, "Last Modified" as changed
    from read_csv(getvariable('english'), skip = 1, header = true, delim = ',', quote = '"', all_varchar = true)
    union all
    select
        2, row_number() over (), "Projet ID", "Statut du projet", "Outcome No.", "GCM Objectives", "Tagged On", "Last Modified"
    from read_csv(getvariable('french'), skip = 1, header = true, delim = ';', quote = '"', all_varchar = true)
    union all
    select
        3, row_number() over (), "PROJECTS ID", "Project  status", "outcome no", "gcm objectives", "tagged on", "Last modified"
    from read_csv(getvariable('tabbed'), skip = 1, header = true, delim = '\t', quote = '"', all_varchar = true)
    union all
    select
        4, row_number() over (), "Project Code", "Project Status", "Outcome No.", "GCM Objectives", "Tagged On",
        "Last Modified"
    from read_csv(getvariable('workbook'), header = true, delim = ',', quote = '"', all_varchar = true)
)

select
    file,
    line,
    upper(regexp_replace(code, '[\s\x{00A0}]', '', 'g')) as code,
    try_cast(outcome as integer) as outcome,
    lower(status) in (select unnest(getvariable('active'))) as is_active,
    cell,
    coalesce(
        try_strptime(tagged, ['%Y-%m-%d', '%d/%m/%Y', '%d %b %Y'])::date,
        date '1899-12-30' + try_cast(tagged as integer)
    ) as tagged_on,
    coalesce(
        try_strptime(changed, ['%Y-%m-%d', '%d/%m/%Y', '%d %b %Y'])::date,
        date '1899-12-30' + try_cast(changed as integer)
    ) as changed_on
from raw
where trim(code, ' ' || chr(160)) <> '' and regexp_full_match(outcome, '[0-9]+') and outcome <> '0';

-- The newest version of each outcome.
create temp table outcomes as
select * from exports
qualify row_number() over (partition by code, outcome order by changed_on desc nulls last, file desc, line desc) = 1;

-- Each different cell is read once: numbers at the start of an entry, and titles.
create temp table read_cells as
with framework as (
    select objective_no::integer as objective_no, lower(title) as title, cluster_code
    from read_csv(getvariable('objectives'), header = true, all_varchar = true)
),

cells as (
    select
        cell,
        lower(cell) as folded,
        list_transform(
            regexp_extract_all(cell, '(?i)(?:^|[;,\n])\s*(?:objective\s+|gcm\s+)?(\d{1,2})\b', 1), lambda x: x::integer
        ) as numbers
    from (select distinct cell from outcomes where cell is not null)
)

select cells.cell, framework.objective_no, framework.cluster_code
from cells
inner join framework on list_contains(cells.numbers, framework.objective_no) or contains(cells.folded, framework.title);

create temp table tags as
select distinct periods."Period Code" as period, outcomes.code, read_cells.objective_no, read_cells.cluster_code
from outcomes
inner join (select code from outcomes group by code having arg_min(is_active, (file, line))) as active
    on outcomes.code = active.code
inner join read_cells on outcomes.cell = read_cells.cell
inner join read_csv(getvariable('periods'), skip = 1, header = true, all_varchar = true) as periods
    on (periods."Start" is null or outcomes.tagged_on >= periods."Start"::date)
    and (periods."End" is null or outcomes.tagged_on <= periods."End"::date);

select 'cluster' as mart, period, cluster_code as item, count(distinct code) as projects from tags group by period, cluster_code
union all
select 'objective', period, objective_no::varchar, count(*) from tags group by period, objective_no;
