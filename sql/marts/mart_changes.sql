-- What the newest load changed in the projects, against the published load before it: why figures moved.
-- Grain: one row per kind of change and source file; none on a first night, nor when no project changed.
-- Counting rule: a project counts once per kind and file, and can be of several kinds. Earlier loads: lineage.changes.
-- While marts are built, the table `changes` holds the rows of the present load only.
select
    kind,
    source_file,
    projects,
    tags_added,
    tags_removed
from changes
