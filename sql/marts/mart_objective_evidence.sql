-- All that the sources hold on each objective, side by side.
-- Grain: one row per objective, all 23.
-- Counting rule: projects, outcomes and budgets as in the period `all` of mart_objective_projects and mart_objective_funding;
-- practices and joint programmes (whatever their status) that name the objective; reviews, GCM or HLPF, that mention it.
-- Ranking: the objectives are ranked by each of project_count, practice_count, review_count and mptf_programme_count, most
-- first; evidence_rank orders them by the sum of the four ranks, so that each source weighs the same, however many rows it
-- has. Equals share the better rank. Money and outcomes do not rank: they follow the projects.
with practices_of as (
    select
        filed.objective_no,
        count(practices.practice_no) as practice_count,
        count(case when practices.is_synthetic then 1 end) as synthetic_count
    from assn_practices_objectives as filed
    inner join practices on filed.practice_no = practices.practice_no
    group by filed.objective_no
),

reviews_of as (
    select
        objective_no,
        count(distinct review_id) as review_count,
        count(distinct case when is_synthetic then review_id end) as synthetic_count
    from int_review_mentions
    group by objective_no
),

programmes_of as (
    select
        named.objective_no,
        count(programmes.programme_code) as mptf_programme_count,
        count(case when programmes.is_synthetic then 1 end) as synthetic_count
    from assn_programmes_objectives as named
    inner join mptf_programmes as programmes on named.programme_code = programmes.programme_code
    group by named.objective_no
),

figures as (
    select
        projects.objective_no,
        projects.project_count,
        projects.outcome_count,
        coalesce(practices_of.practice_count, 0) as practice_count,
        coalesce(reviews_of.review_count, 0) as review_count,
        coalesce(programmes_of.mptf_programme_count, 0) as mptf_programme_count,
        funding.allocated_budget_usd,
        coalesce(practices_of.synthetic_count, 0)
        + coalesce(reviews_of.synthetic_count, 0)
        + coalesce(programmes_of.synthetic_count, 0) as synthetic_count,
        projects.objective_title,
        projects.cluster_code
    from mart_objective_projects as projects
    inner join mart_objective_funding as funding
        on projects.period_code = funding.period_code and projects.objective_no = funding.objective_no
    left join practices_of on projects.objective_no = practices_of.objective_no
    left join reviews_of on projects.objective_no = reviews_of.objective_no
    left join programmes_of on projects.objective_no = programmes_of.objective_no
    where projects.period_code = 'all'
),

ranked as (
    select
        figures.*,
        rank() over (order by project_count desc)
        + rank() over (order by practice_count desc)
        + rank() over (order by review_count desc)
        + rank() over (order by mptf_programme_count desc) as rank_sum
    from figures
)

select
    objective_no,
    project_count,
    outcome_count,
    practice_count,
    review_count,
    mptf_programme_count,
    allocated_budget_usd,
    rank() over (order by rank_sum) as evidence_rank,
    rank_sum,
    synthetic_count,
    objective_title,
    cluster_code
from ranked
