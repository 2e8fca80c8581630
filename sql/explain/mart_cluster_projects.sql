-- The tags behind the projects of a cluster.
-- Grain: one row per period, cluster and counting tag.
-- Adds up: project_count = count(distinct project_code)
select
    tags.period_code,
    objectives.cluster_code,
    tags.load_id,
    tags.source_file,
    tags.source_row,
    tags.project_code,
    tags.outcome_no,
    tags.objective_no,
    tags.tagged_on
from int_period_tags as tags
inner join gcm_objectives as objectives on tags.objective_no = objectives.objective_no
