-- The 23 objectives with their full titles (Annex 1 of the report).
select
    objective_no,
    title,
    short_title,
    cluster_code
from gcm_objectives
order by objective_no;
