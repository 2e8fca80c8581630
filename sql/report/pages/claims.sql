-- Every figure of the report beside ours, with how the two are compared.
select
    compared.claim_id,
    compared.claim,
    compared.section,
    compared.as_of,
    compared.published_value,
    compared.computed_value,
    compared.status,
    compared.note,
    claims.kind,
    claims.objective_no
from mart_claims as compared
inner join published_claims as claims on compared.claim_id = claims.claim_id
order by compared.claim_id;
