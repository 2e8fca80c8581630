"""The login for other programs: what it reads, and that it writes nowhere however it is tried."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url, text

from gcm_pipeline.errors import UsageError
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline_tests.integration.warehouse.tables import night, things

ATTEMPTS = [
    "INSERT INTO core.things VALUES ('Z', 1, 1)",
    "UPDATE core.things SET version = 2",
    "DELETE FROM core.things",
    "TRUNCATE core.things",
    "DROP TABLE core.things",
    "ALTER TABLE core.things ADD COLUMN mine int",
    "LOCK TABLE core.things IN ACCESS EXCLUSIVE MODE",
    "SELECT * FROM core.things FOR UPDATE",
    "CREATE TABLE mart.mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE TEMPORARY TABLE mine (a int)",
    "SELECT * INTO TEMPORARY mine FROM core.things",
    "CREATE VIEW core.mine AS SELECT 1",
    "CREATE FUNCTION mart.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "GRANT gcm_analyst TO pg_monitor",
    "COMMENT ON TABLE core.things IS 'mine'",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "SELECT set_config('role', 'postgres', false)",
    "ALTER ROLE gcm_reader SUPERUSER",
    "COPY core.things TO '/tmp/mine'",
    "COPY core.things FROM PROGRAM 'true'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT * FROM staging.things",
    "SELECT rolpassword FROM pg_authid",
]
REFUSED = re.compile("permission denied|must be|must have|not allowed|only role")


@pytest.fixture
def url(warehouse: Warehouse, database_url: str) -> str:
    night(warehouse, "one", {things: [{"code": code, "version": 1} for code in "ABC"]})
    night(warehouse, "two", {things: [{"code": code, "version": 1} for code in "ABC"]})
    return roles.reader_url(warehouse, make_url(database_url)).render_as_string(hide_password=False)


@pytest.fixture
def reader(url: str) -> Iterator[psycopg.Connection]:
    """A session that has put off the mild restraint, as anyone may; what is left are the rights."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        yield connection


def test_it_reads_what_is_published(url: str) -> None:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT current_user, count(*) FROM things JOIN loads USING (load_id) GROUP BY 1")
        assert found.fetchall() == [("gcm_reader", 3)]
        assert connection.execute("SELECT count(*) FROM check_results").fetchone() == (0,)
        assert connection.execute("SHOW search_path").fetchone() == ("mart, core, quality, lineage",)
        assert connection.execute("SHOW transaction_read_only").fetchone() == ("on",)
        comment = "SELECT obj_description('core.things'::regclass)"
        assert connection.execute(comment).fetchone() != (None,), "what a program shows beside the table"


def test_it_writes_nowhere(reader: psycopg.Connection) -> None:
    assert [statement for statement in ATTEMPTS if not REFUSED.search(answer(reader, statement))] == []


def answer(reader: psycopg.Connection, statement: str) -> str:
    """What the server says to ``statement``; empty where it does as it is told."""
    try:
        with reader.transaction():
            reader.execute(statement.encode())
    except psycopg.Error as error:
        return str(error)
    return ""


def test_a_new_table_is_read_without_another_grant(warehouse: Warehouse, reader: psycopg.Connection) -> None:
    with warehouse.engine.begin() as connection:
        connection.execute(text("CREATE TABLE core.later (a int); INSERT INTO core.later VALUES (1)"))
    assert reader.execute("SELECT a FROM later").fetchall() == [(1,)]


def test_it_takes_nothing_of_the_owner_along(warehouse: Warehouse, url: str) -> None:
    own = make_url("postgresql://boss:secret@server.example:5433/db?sslmode=require&password=again")
    assert roles.reader_url(warehouse, own).render_as_string(hide_password=False) == (
        f"postgresql://gcm_reader@server.example:5433/{make_url(url).database}?sslmode=require"
    )


def test_without_the_login_it_says_what_to_do(warehouse: Warehouse) -> None:
    change = "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gcm_reader') THEN {} END IF; END $$"
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql(change.format("ALTER ROLE gcm_reader NOLOGIN;"))
    try:
        with pytest.raises(UsageError, match="CREATE ROLE gcm_reader LOGIN"):
            roles.reader_url(warehouse, warehouse.url)
    finally:
        with warehouse.engine.begin() as connection:
            connection.exec_driver_sql(change.format("ALTER ROLE gcm_reader LOGIN;"))
