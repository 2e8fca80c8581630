-- All that the sources hold on each objective, the least first.
select
    evidence.objective_no,
    objectives.short_title,
    evidence.project_count,
    evidence.practice_count,
    evidence.review_count,
    evidence.mptf_programme_count,
    evidence.allocated_budget_usd,
    evidence.evidence_rank
from mart_objective_evidence as evidence
inner join gcm_objectives as objectives on evidence.objective_no = objectives.objective_no
order by evidence.evidence_rank desc, evidence.objective_no desc;
