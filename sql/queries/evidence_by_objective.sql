-- Question: How much evidence do all sources hold on each objective, and in which of them is it thin?
-- How to read: evidence_rank 1 has most evidence over the four sources; gaps names the sources that have none.
-- Grain: one row per objective.
select
    evidence_rank,
    objective_no,
    objective_title,
    project_count,
    practice_count,
    review_count,
    mptf_programme_count,
    concat_ws(
        ', ',
        case when project_count = 0 then 'no project' end,
        case when practice_count = 0 then 'no practice' end,
        case when review_count = 0 then 'no review' end,
        case when mptf_programme_count = 0 then 'no joint programme' end
    ) as gaps
from mart_objective_evidence
order by evidence_rank, objective_no
