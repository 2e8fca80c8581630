-- The rows of the sources beside the project exports that the claims C18 to C33 are counted from.
-- Grain: one row per claim and row that could count; `counts` says whether it does.
-- Counting rule: a claim counts its different subjects, or adds up their amounts where they have one.
-- * A claim that speaks of a day (published_claims.as_of) counts what came about up to that day, or, where that is not known,
--   is attested by it. A row with neither date counts too, for many lists name none; the note of the claim says how many.
--   What is only attested later does not count.
-- * C20 to C22 speak of the national reviews of the GCM of 2020 and 2021: the day of submission decides, without one the round
--   of the register; a review with neither does not count. Those of the HLPF do not count: the report speaks of the GCM here.
-- * A review of which the register does not say whether IOM supported it is no row of C20; C21 likewise.
-- * C29 and C30 count programmes by the status that the file gives them.
-- * Real rows are never mixed with made-up ones: a row that says `synthetic` counts only where no real row could.
-- Not stored: it stands as a common table expression wherever it is named.
with national_reviews as (
    select
        claims.claim_id,
        claims.as_of,
        case claims.claim_id
            when 'C20' then reviews.iom_supported
            when 'C21' then reviews.iom_input_reflected
            else true
        end as is_case,
        reviews.*
    from published_claims as claims
    cross join reviews
    where claims.claim_id in ('C20', 'C21', 'C22') and reviews.process = 'GCM'
),

-- Lists whose entries came about on a day, or are attested by one.
dated as (
    select
        'C23' as claim_id,
        country_code as subject,
        established_on as since,
        attested_on,
        is_synthetic,
        load_id,
        source_file,
        source_row
    from country_networks

    union all

    select
        'C24' as claim_id,
        region as subject,
        established_on as since,
        attested_on,
        is_synthetic,
        load_id,
        source_file,
        source_row
    from regional_networks

    union all

    select
        'C26' as claim_id,
        country_code as subject,
        joined_on as since,
        attested_on,
        is_synthetic,
        load_id,
        source_file,
        source_row
    from champion_countries
),

candidates as (
    select
        claims.claim_id,
        cast(interviews.interview_no as text) as subject,
        case when claims.claim_id = 'C19' then interviews.informants end as amount,
        true as counts,
        false as is_undated,
        interviews.is_synthetic,
        interviews.load_id,
        interviews.source_file,
        interviews.source_row
    from published_claims as claims
    inner join interviews on claims.claim_id = 'C18' or interviews.informants is not null
    where claims.claim_id in ('C18', 'C19')

    union all

    select
        claim_id,
        review_id as subject,
        null as amount,
        is_case and coalesce(
            submitted_on between date '2020-01-01' and as_of, round in ('2020-21', '2020-2021'), false
        ) as counts,
        is_case and submitted_on is null and round is null as is_undated,
        is_synthetic,
        load_id,
        source_file,
        source_row
    from national_reviews
    where is_case is not null

    union all

    select
        claims.claim_id,
        dated.subject,
        null as amount,
        coalesce(coalesce(dated.since, dated.attested_on) <= claims.as_of, true) as counts,
        dated.since is null and coalesce(dated.attested_on > claims.as_of, true) as is_undated,
        dated.is_synthetic,
        dated.load_id,
        dated.source_file,
        dated.source_row
    from published_claims as claims
    inner join dated on claims.claim_id = dated.claim_id

    union all

    select
        claims.claim_id,
        concat_ws(' ', reviews.region, cast(reviews.held_on as text)) as subject,
        null as amount,
        coalesce(reviews.held_on <= claims.as_of, true) as counts,
        false as is_undated,
        reviews.is_synthetic,
        reviews.load_id,
        reviews.source_file,
        reviews.source_row
    from published_claims as claims
    cross join regional_reviews as reviews
    where claims.claim_id = 'C25'

    union all

    select
        claims.claim_id,
        proposals.reference as subject,
        null as amount,
        true as counts,
        false as is_undated,
        proposals.is_synthetic,
        proposals.load_id,
        proposals.source_file,
        proposals.source_row
    from published_claims as claims
    cross join mptf_proposals as proposals
    where claims.claim_id = 'C27'

    union all

    select
        claims.claim_id,
        places.place as subject,
        null as amount,
        true as counts,
        false as is_undated,
        proposals.is_synthetic,
        places.load_id,
        places.source_file,
        places.source_row
    from published_claims as claims
    cross join assn_proposals_countries as places
    inner join mptf_proposals as proposals on places.reference = proposals.reference
    where claims.claim_id = 'C28'

    union all

    select
        claims.claim_id,
        programmes.programme_code as subject,
        null as amount,
        programmes.status = case claims.claim_id when 'C29' then 'Under implementation' else 'Pipeline' end as counts,
        false as is_undated,
        programmes.is_synthetic,
        programmes.load_id,
        programmes.source_file,
        programmes.source_row
    from published_claims as claims
    cross join mptf_programmes as programmes
    where claims.claim_id in ('C29', 'C30')

    union all

    select
        claims.claim_id,
        coalesce(contributions.donor_country_code, lower(contributions.donor)) as subject,
        case when claims.claim_id = 'C31' then contributions.deposited_usd end as amount,
        coalesce(contributions.year <= extract(year from claims.as_of), true) as counts,
        contributions.year is null as is_undated,
        contributions.is_synthetic,
        contributions.load_id,
        contributions.source_file,
        contributions.source_row
    from published_claims as claims
    inner join mptf_contributions as contributions on claims.claim_id = 'C32' or contributions.deposited_usd is not null
    where claims.claim_id in ('C31', 'C32')

    union all

    select
        claims.claim_id,
        cast(practices.practice_no as text) as subject,
        null as amount,
        true as counts,
        false as is_undated,
        practices.is_synthetic,
        practices.load_id,
        practices.source_file,
        practices.source_row
    from published_claims as claims
    cross join practices
    where claims.claim_id = 'C33'
),

known as (
    select
        candidates.*,
        is_synthetic and max(case when is_synthetic then 0 else 1 end) over (partition by claim_id) = 1 as is_left_out
    from candidates
)

select
    claim_id,
    subject,
    amount,
    counts and not is_left_out as counts,
    is_undated and not is_left_out as is_undated,
    is_synthetic,
    is_left_out,
    load_id,
    source_file,
    source_row
from known
