-- severity: error
-- asset: mart_objective_evidence
-- Evidence says of all 23 objectives what the marts beside it say; a rank is one more than the number of better sums.
with reviewed as (
    select objective_no, max(review_count) as least_reviews, sum(review_count) as most_reviews
    from mart_objective_reviews
    group by objective_no
)

select
    objectives.objective_no,
    evidence.project_count,
    projects.project_count as projects_tagged,
    evidence.review_count,
    reviewed.least_reviews,
    evidence.practice_count,
    evidence.mptf_programme_count,
    evidence.evidence_rank
from gcm_objectives as objectives
left join mart_objective_evidence as evidence on objectives.objective_no = evidence.objective_no
left join mart_objective_projects as projects
    on objectives.objective_no = projects.objective_no and projects.period_code = 'all'
left join mart_objective_funding as funding
    on objectives.objective_no = funding.objective_no and funding.period_code = 'all'
left join reviewed on objectives.objective_no = reviewed.objective_no
where evidence.objective_no is null
    or evidence.project_count <> projects.project_count
    or evidence.outcome_count <> projects.outcome_count
    or evidence.allocated_budget_usd <> funding.allocated_budget_usd
    or evidence.review_count not between reviewed.least_reviews and reviewed.most_reviews
    or evidence.practice_count <> (
        select count(*) from assn_practices_objectives as filed where filed.objective_no = objectives.objective_no
    )
    or evidence.mptf_programme_count <> (
        select count(*) from assn_programmes_objectives as named where named.objective_no = objectives.objective_no
    )
    or evidence.evidence_rank <> (
        select count(*) + 1 from mart_objective_evidence as others where others.rank_sum < evidence.rank_sum
    )
order by objectives.objective_no
