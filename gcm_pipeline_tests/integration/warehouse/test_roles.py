from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from gcm_pipeline.errors import UsageError
from gcm_pipeline.warehouse import loads, roles
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline_tests.integration.warehouse.tables import night, things


@pytest.fixture
def published(warehouse: Warehouse) -> Warehouse:
    night(warehouse, "one", {things: [{"code": code, "version": 1} for code in "ABC"]})
    return warehouse


def test_the_analyst_finds_every_published_schema(published: Warehouse) -> None:
    with roles.read_only(published) as connection:
        cursor = roles.run_statement(
            connection, "SELECT code, status FROM things JOIN loads USING (load_id) WHERE code LIKE 'A%'"
        )
        assert [column.name for column in cursor.description or ()] == ["code", "status"]
        assert cursor.fetchall() == [("A", "published")]


@pytest.mark.parametrize(
    "statement", ["SHOW search_path", "EXPLAIN SELECT 1", "VALUES (1)", "TABLE things", "SELECT 1;"]
)
def test_whatever_returns_rows_may_run(published: Warehouse, statement: str) -> None:
    with roles.read_only(published) as connection:
        assert roles.run_statement(connection, statement).fetchall()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("SELECT 1; DROP TABLE core.things", "One statement at a time"),
        ("DELETE FROM core.things", "returns no rows"),
        ("DELETE FROM core.things RETURNING code", "permission denied for table things|read-only transaction"),
        ("WITH gone AS (DELETE FROM core.things RETURNING 1) SELECT * FROM gone", "permission denied|read-only"),
        ("CREATE TABLE mart.mine (a int)", "returns no rows"),
        ("RESET ROLE", "returns no rows"),
        ("COMMIT", "returns no rows"),
        ("DO $$ BEGIN RESET ROLE; END $$", "returns no rows"),
        ("COPY core.things TO PROGRAM 'true'", "returns no rows"),
        ("SELECT * FROM staging.things", "permission denied for schema staging"),
        ("SELECT pg_read_file('/etc/passwd')", "permission denied for function pg_read_file"),
        ("SELECT * FROM nothing", r'(?s)relation "nothing" does not exist.*\n.*If no run has published here yet'),
        ("SELEC 1", "syntax error"),
        ("", "returns no rows"),
    ],
)
def test_the_rest_is_refused_in_plain_words(published: Warehouse, statement: str, message: str) -> None:
    with pytest.raises(UsageError, match=message), roles.read_only(published) as connection:
        roles.run_statement(connection, statement).fetchall()
    with published.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM core.things")) == 3


def test_nothing_can_be_written_even_by_the_programs_own_statements(published: Warehouse) -> None:
    with (
        roles.read_only(published) as connection,
        pytest.raises(DBAPIError, match=r"read-only transaction|permission denied"),
    ):
        connection.execute(text("INSERT INTO core.things VALUES ('Z', 1, 1)"))


def test_a_statement_that_takes_too_long_is_stopped(published: Warehouse) -> None:
    with pytest.raises(UsageError, match="took too long"), roles.read_only(published, timeout=0.1) as connection:
        roles.run_statement(connection, "SELECT pg_sleep(30)")


def test_the_role_ends_with_the_block(published: Warehouse) -> None:
    with roles.read_only(published):
        pass
    with published.engine.begin() as connection:
        assert connection.scalar(text("SELECT current_user")) == "postgres"
        connection.execute(text("DELETE FROM core.things"))


def test_an_empty_warehouse_says_so(warehouse: Warehouse) -> None:
    with (
        pytest.raises(UsageError, match=r"Run the pipeline once|does not exist"),
        roles.read_only(warehouse) as connection,
    ):
        roles.run_statement(connection, "SELECT * FROM loads")


@pytest.fixture
def plain_user(warehouse: Warehouse, database_url: str, storage: Path) -> Iterator[Warehouse]:
    """The same database as a user who may neither create roles nor, yet, schemas."""
    with warehouse.engine.begin() as connection:
        connection.execute(text("CREATE ROLE plain LOGIN"))
    url = make_url(database_url).set(username="plain").render_as_string()
    with open_warehouse(url, storage) as opened:
        yield opened
    with warehouse.engine.begin() as connection:
        connection.execute(text("DROP OWNED BY plain; DROP ROLE plain"))


def test_a_user_without_rights_learns_what_an_administrator_must_run(
    warehouse: Warehouse, plain_user: Warehouse
) -> None:
    name = warehouse.url.database
    with pytest.raises(UsageError, match=f'GRANT CREATE ON DATABASE "{name}" TO "plain"'):
        loads.begin(plain_user, "one", "test")
    with warehouse.engine.begin() as connection:
        connection.execute(text(f'GRANT CREATE ON DATABASE "{name}" TO plain'))
    with pytest.raises(UsageError, match='GRANT gcm_analyst TO "plain"'):
        loads.begin(plain_user, "one", "test")
    with warehouse.engine.begin() as connection:
        if not connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = 'gcm_analyst'")):
            connection.execute(text("CREATE ROLE gcm_analyst NOLOGIN"))
        connection.execute(text("GRANT gcm_analyst TO plain"))
    night(plain_user, "one", {things: [{"code": "A", "version": 1}]})
    with roles.read_only(plain_user) as connection:
        assert roles.run_statement(connection, "SELECT count(*) FROM things").fetchone() == (1,)
    with warehouse.engine.begin() as connection:
        for schema in ("core", "mart", "quality", "lineage", "staging"):
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
