-- severity: error
-- asset: mart_claims
-- The reconciliation never leaves out a claim of the report: C01 to C40, each with a status.
with faults as (
    select 'not a claim of the report' as fault, claim_id as subject
    from mart_claims
    where claim_id not between 'C01' and 'C40' or length(claim_id) <> 3
    union all
    select 'not 40 claims' as fault, cast(count(*) as text) as subject
    from mart_claims
    having count(*) <> 40
    union all
    select 'a status of its own' as fault, claim_id as subject
    from mart_claims
    where status not in ('matches', 'differs', 'no data')
)

select fault, subject
from faults
order by fault, subject
