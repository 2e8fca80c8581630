-- The figures of the report of 2022, held against the sources.
-- Grain: one row per claim; all forty appear, `no data` where no source supplies a value.
-- Comparing (published_claims.kind): `exact`, `truncated share` and `ranked set` (a set, whatever its order) must be equal;
-- `over` must be exceeded; `about` must be met within two per cent, which is what rounding to two figures leaves; `none` is
-- never compared.
with compared as (
    select
        claims.claim_id,
        claims.claim,
        claims.section,
        claims.as_of,
        claims.published_value,
        figures.computed_value,
        case claims.kind
            when 'over' then cast(figures.comparable_value as numeric) > cast(claims.compare_to as numeric)
            when 'about'
                then abs(cast(figures.comparable_value as numeric) - cast(claims.compare_to as numeric))
                    <= 0.02 * cast(claims.compare_to as numeric)
            else figures.comparable_value = claims.compare_to
        end as agrees,
        nullif(concat_ws(' ', claims.note, figures.remark), '') as note
    from published_claims as claims
    left join int_claim_values as figures on claims.claim_id = figures.claim_id
)

select
    claim_id,
    claim,
    section,
    as_of,
    published_value,
    computed_value,
    case when computed_value is null then 'no data' when agrees then 'matches' else 'differs' end as status,
    note
from compared
