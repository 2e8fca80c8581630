-- severity: error
-- asset: mart_objective_reviews
-- Each process has all 23 objectives, GCM and HLPF in any case: a missing line would look like a review that is silent.
with wanted as (
    select objectives.objective_no, processes.process
    from gcm_objectives as objectives
    cross join (
        select 'GCM' as process
        union
        select 'HLPF' as process
        union
        select process from mart_objective_reviews
    ) as processes
)

select wanted.objective_no, wanted.process
from wanted
left join mart_objective_reviews as counted
    on wanted.objective_no = counted.objective_no and wanted.process = counted.process
where counted.objective_no is null
order by wanted.objective_no, wanted.process
