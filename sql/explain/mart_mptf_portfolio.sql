-- The row of a joint programme in the Fund's files.
-- Grain: one row per programme.
-- Adds up: budget_usd = sum(budget_of_programme)
select
    programme_code,
    load_id,
    source_file,
    source_row,
    budget_usd as budget_of_programme
from mptf_programmes
