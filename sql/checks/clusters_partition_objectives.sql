-- severity: error
-- asset: gcm_objectives
-- The four clusters divide the 23 objectives among them (A/RES/73/326, para. 21): none missing, none strange, no cluster empty.
with faults as (
    select 'an objective outside 1 to 23' as fault, cast(objective_no as text) as subject
    from gcm_objectives
    where objective_no not between 1 and 23
    union all
    select 'an objective of no cluster' as fault, cast(objectives.objective_no as text) as subject
    from gcm_objectives as objectives
    left join gcm_clusters as clusters on objectives.cluster_code = clusters.cluster_code
    where clusters.cluster_code is null
    union all
    select 'a cluster without objectives' as fault, clusters.cluster_code as subject
    from gcm_clusters as clusters
    left join gcm_objectives as objectives on clusters.cluster_code = objectives.cluster_code
    where objectives.objective_no is null
    union all
    select 'not 23 objectives' as fault, cast(count(*) as text) as subject
    from gcm_objectives
    having count(*) <> 23
    union all
    select 'not 4 clusters' as fault, cast(count(*) as text) as subject
    from gcm_clusters
    having count(*) <> 4
)

select fault, subject
from faults
order by fault, subject
