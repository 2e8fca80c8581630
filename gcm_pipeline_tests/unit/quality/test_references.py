"""Declared foreign keys, held against frames."""

from __future__ import annotations

import duckdb
import pytest

from gcm_pipeline.quality import references
from gcm_pipeline.warehouse.tables import of_schema
from gcm_pipeline.warehouse.tables.prima import assn_outcomes_objectives, project_outcomes


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE projects AS SELECT 'AA.0001' AS project_code")
    connection.execute(
        "CREATE TABLE project_outcomes AS "
        "SELECT * FROM (VALUES ('AA.0001', 1), ('AA.0002', 1)) AS t (project_code, outcome_no)"
    )
    connection.execute("CREATE TABLE gcm_objectives AS SELECT 1 AS objective_no")
    connection.execute(
        "CREATE TABLE assn_outcomes_objectives AS SELECT * FROM (VALUES ('AA.0001', 1, 1), ('AA.0001', 2, 1), "
        "('AA.0001', 1, NULL)) AS t (project_code, outcome_no, objective_no)"
    )
    return connection


def test_rows_that_refer_to_nothing_are_counted_and_named(connection: duckdb.DuckDBPyConnection) -> None:
    (outcome,) = references.run(connection, project_outcomes)
    assert (outcome.passed, outcome.severity) == (False, "error")
    assert outcome.check_name == "refers_to:projects:project_code"
    assert outcome.observed == "1 rows refer to nothing; the first: project_code=AA.0002"


def test_a_key_of_several_columns_is_one_and_an_empty_one_refers_to_nothing(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = {outcome.check_name: outcome for outcome in references.run(connection, assn_outcomes_objectives)}
    assert found["refers_to:gcm_objectives:objective_no"].passed  # a key that is not there is for others to miss
    outcome = found["refers_to:project_outcomes:project_code,outcome_no"]
    assert not outcome.passed
    assert outcome.observed.endswith("the first: project_code=AA.0001, outcome_no=2")


def test_every_reference_is_to_a_table_that_is_built_before() -> None:
    tables = of_schema("core")
    for place, table in enumerate(tables):
        assert {parent.name for parent in references.parents(table)} <= {earlier.name for earlier in tables[:place]}
