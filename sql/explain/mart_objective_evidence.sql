-- All rows behind the evidence on an objective: tags, budgets, practices, mentions in reviews, joint programmes.
-- Grain: one row per objective and tag, budgeted project, practice, page with a mention, or programme; `found_in` says which.
-- Adds up: project_count = count(distinct case when found_in = 'tag' then subject end)
-- Adds up: outcome_count = count(case when found_in = 'tag' then subject end)
-- Adds up: practice_count = count(distinct case when found_in = 'practice' then subject end)
-- Adds up: review_count = count(distinct case when found_in = 'review' then subject end)
-- Adds up: mptf_programme_count = count(distinct case when found_in = 'programme' then subject end)
-- Adds up: allocated_budget_usd = coalesce(sum(allocated_usd), 0)
select
    objective_no,
    load_id,
    source_file,
    source_row,
    'tag' as found_in,
    project_code as subject,
    cast(null as numeric(18, 2)) as allocated_usd,
    cast(null as integer) as page,
    cast(null as text) as snippet
from int_period_tags
where period_code = 'all'
union all
select
    budgets.objective_no,
    projects.load_id,
    projects.source_file,
    projects.source_row,
    'budget' as found_in,
    projects.project_code as subject,
    budgets.allocated_budget_usd as allocated_usd,
    null as page,
    null as snippet
from int_project_budgets as budgets
inner join projects on budgets.project_code = projects.project_code
where budgets.period_code = 'all'
union all
select
    filed.objective_no,
    filed.load_id,
    filed.source_file,
    filed.source_row,
    'practice' as found_in,
    cast(filed.practice_no as text) as subject,
    null as allocated_usd,
    null as page,
    null as snippet
from assn_practices_objectives as filed
union all
select
    objective_no,
    load_id,
    source_file,
    source_row,
    'review' as found_in,
    review_id as subject,
    null as allocated_usd,
    page,
    snippet
from int_review_mentions
union all
select
    objective_no,
    load_id,
    source_file,
    source_row,
    'programme' as found_in,
    programme_code as subject,
    null as allocated_usd,
    null as page,
    null as snippet
from assn_programmes_objectives
