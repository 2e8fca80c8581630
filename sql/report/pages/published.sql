-- The report's own figures on clusters and objectives, to be drawn beside ours.
select
    claims.claim_id,
    claims.kind,
    claims.period_code,
    claims.cluster_code,
    claims.objective_no,
    claims.published_value,
    claims.compare_to,
    compared.status
from published_claims as claims
inner join mart_claims as compared on claims.claim_id = compared.claim_id
where claims.mart in ('mart_cluster_projects', 'mart_objective_projects')
order by claims.claim_id;
