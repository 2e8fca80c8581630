-- The record of a change, with the first project codes; the rows of the file are those of its present content.
-- Grain: one row per kind and source file of the newest published load.
-- Adds up: projects = sum(projects_of_file)
-- Adds up: tags_added = sum(tags_that_came)
-- Adds up: tags_removed = sum(tags_that_went)
select
    kind,
    load_id,
    source_file,
    cast(null as integer) as source_row,
    projects as projects_of_file,
    tags_added as tags_that_came,
    tags_removed as tags_that_went,
    examples
from changes
where load_id = (select max(load_id) from load_files)
