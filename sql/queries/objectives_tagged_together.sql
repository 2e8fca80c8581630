-- Question: Which objectives go together more often than their own frequency would make one expect?
-- How to read: lift 2 means twice as often as by chance; with few projects it says little.
-- Grain: one row per pair of objectives, the twenty highest.
select
    pairs.objective_no,
    pairs.other_objective_no,
    pairs.project_count,
    round(
        1.0 * pairs.project_count * one.tagged_project_total / (one.project_count * other.project_count), 2
    ) as lift
from mart_objective_pairs as pairs
inner join mart_objective_projects as one
    on pairs.period_code = one.period_code and pairs.objective_no = one.objective_no
inner join mart_objective_projects as other
    on pairs.period_code = other.period_code and pairs.other_objective_no = other.objective_no
where pairs.period_code = 'all' and pairs.project_count > 0
order by lift desc, pairs.project_count desc, pairs.objective_no, pairs.other_objective_no
limit 20
