"""Older warehouses become this version's, with their rows and the analysts' views, in front of open sessions."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.schema import CreateSchema

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import loads, migrations
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline.warehouse.migrations import write
from gcm_pipeline.warehouse.schema import JOURNALS, PUBLISHED, add_keys, create_bare, missing
from gcm_pipeline.warehouse.tables import of_schema
from gcm_pipeline.warehouse.turns import LOCK
from gcm_pipeline_tests.integration.warehouse.tables import night, of_version

HERE = Path(__file__).parent
REVISIONS = HERE / "revisions"
SHAPE, VIEWS, ANALYST = ((HERE / f"{name}.sql").read_text() for name in ("shape", "views", "analyst"))
WHAT_TO_DO = 'A declared table has changed: make migration m="Why", and read CONTRIBUTING.md, Changing a table.'


def declared() -> list[Any]:
    return [table for schema in PUBLISHED for table in of_schema(schema)]


@pytest.fixture
def empty(embedded_url: str, storage: Path) -> Iterator[Connection]:
    """A transaction in which the published schemas are there and empty; it is rolled back."""
    with open_warehouse(embedded_url, storage) as opened, opened.engine.connect() as connection:
        for schema in PUBLISHED:
            connection.execute(CreateSchema(schema))
        yield connection
        connection.rollback()


def shape(connection: Connection) -> set[tuple[str, str]]:
    missing(connection, declared())  # brings comments up to date
    return {(row.table_name, row.definition) for row in connection.exec_driver_sql(SHAPE)}


def declared_shape(connection: Connection) -> set[tuple[str, str]]:
    """The shape of the tables as preparation and publication make them, in a transaction of its own."""
    with connection.begin_nested() as aside:
        for schema in PUBLISHED:
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
            connection.execute(CreateSchema(schema))
        for journal in JOURNALS:
            journal.create(connection)
        for table in missing(connection, declared()):
            create_bare(connection, table)
            add_keys(connection, table)
        found = shape(connection)
        aside.rollback()
    return found


def test_all_revisions_together_make_the_declared_tables_and_keep_a_view_of_each(empty: Connection) -> None:
    command.upgrade(migrations.configuration(empty), migrations.FIRST)
    empty.exec_driver_sql("CREATE SCHEMA views")
    there, lasting = inspect(empty), []
    for table in declared():
        if there.has_table(table.name, schema=table.schema):
            old = {column["name"] for column in there.get_columns(table.name, schema=table.schema)}
            lasting.append(f"views.{table.name}")
            columns = ", ".join(sorted(old & set(table.columns.keys())))
            empty.exec_driver_sql(f"CREATE VIEW {lasting[-1]} AS SELECT {columns} FROM {table.fullname}")
    migrations.build(empty)
    for view in lasting:
        assert empty.exec_driver_sql(f"SELECT * FROM {view}").all() == []
    made, wanted = shape(empty), declared_shape(empty)
    assert (made - wanted, wanted - made) == (set(), set()), WHAT_TO_DO


def test_a_revision_is_written_for_whoever_changes_a_table(
    empty: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in migrations.VERSIONS[0].glob("0*"):
        shutil.copy(file, tmp_path)
    last = int(migrations.newest())
    earlier = tmp_path / "0001_baseline.sql"
    frozen = earlier.read_text()
    changes = {
        "    snippet TEXT,\n": "",
        "    managing_office TEXT,\n": "    managing_office INTEGER,\n",
        "CREATE INDEX": "-- ",
    }
    for now, then in changes.items():
        assert now in frozen
        frozen = frozen.replace(now, then)
    earlier.write_text(frozen)
    monkeypatch.setattr(migrations, "VERSIONS", (tmp_path,))
    written = write.write(empty, "Change things.")
    assert written is not None
    assert written.name == f"{last + 1:04}_change_things.py"
    said = written.read_text()
    assert '    if exists("core.review_mentions"):\n        op.add_column(' in said
    assert (
        '    if exists("core.projects"):\n        with views_kept("core.projects"):\n            op.alter_column'
        in said
    )
    assert re.findall(r"^ +op\.(\w+)", said, re.MULTILINE) == ["alter_column", "add_column", "create_index"]


@pytest.fixture
def older(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    """A warehouse of the first revision with rows and an analyst's views; this version knows a second one."""
    monkeypatch.setattr(migrations, "VERSIONS", (REVISIONS / "first",))
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", 0.2)
    monkeypatch.setattr(migrations, "PAUSE", 0.1)
    night(warehouse, "one", of_version(1, 20))
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql(ANALYST, execution_options={"no_parameters": True})
    monkeypatch.setattr(migrations, "VERSIONS", (REVISIONS / "first", REVISIONS / "second"))
    yield warehouse
    with warehouse.engine.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY ada CASCADE; DROP ROLE ada")


def all_of(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    with warehouse.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_rows_and_views_outlive_changes_of_every_kind(older: Warehouse) -> None:
    rows, views = all_of(older, "SELECT * FROM core.things"), all_of(older, VIEWS)
    assert len(views) == 4
    assert loads.upgrade(older) == ("0001", "0002")
    assert [row[:3] for row in all_of(older, "SELECT code, version, load_id, colour FROM core.things")] == rows
    # As PostgreSQL itself does, a view goes on showing a renamed column under the name that it had.
    followed = [(*row[:-1], row[-1] and row[-1].replace("parts.version AS", "parts.edition AS")) for row in views]
    assert all_of(older, VIEWS) == followed
    assert all_of(older, "SELECT * FROM ada.counted") == [(1, 20)]
    assert all_of(older, "SELECT * FROM ada.kept") == [(2, 20)]
    types = "SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'ada.kept'::regclass AND attnum = 1"
    assert all_of(older, types) == [("bigint",)]
    assert all_of(older, "SELECT DISTINCT edition FROM core.parts") == [(1,)]
    assert loads.upgrade(older) == ("0002", "0002")


def test_an_open_session_is_waited_for_without_holding_up_others(older: Warehouse) -> None:
    told: list[str] = []
    with older.engine.connect() as session:
        assert session.scalar(text("SELECT count(*) FROM core.things")) == 20

        def tell(message: str) -> None:
            told.append(message)
            assert all_of(older, "SELECT n FROM ada.counted") == [(20,)], "nobody waits in between"
            session.commit()

        assert loads.upgrade(older, waiting=tell, patience=30) == ("0001", "0002")
    assert len(told) == 1
    assert told[0].startswith("tables have to change for this version, and session ")
    assert "(postgres, gcm-pipeline) has core.things open since 20" in told[0]


def test_when_patience_ends_nothing_has_changed(older: Warehouse) -> None:
    with older.engine.connect() as session:
        session.execute(text("SELECT * FROM ada.counted"))
        with pytest.raises(PipelineError, match=r"has core\.\w+ open since .* UTC\. It is still at work"):
            loads.begin(older, "two", "test", patience=0)
    assert loads.upgrade(older) == ("0001", "0002")


def test_a_run_of_the_older_version_is_not_disturbed(older: Warehouse) -> None:
    begun = "INSERT INTO lineage.loads (run_id, code_version, status) VALUES ('x', '', 'running') RETURNING load_id"
    with older.engine.connect() as another:
        another.execute(select(func.pg_advisory_lock_shared(LOCK, another.scalar(text(begun)))))
        another.commit()
        with pytest.raises(PipelineError, match=r"another run \(load 2, .* at work"):
            loads.upgrade(older, patience=0)
        another.execute(select(func.pg_advisory_unlock_all()))
    assert loads.upgrade(older) == ("0001", "0002")


def test_a_column_that_a_view_uses_is_not_dropped(older: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "VERSIONS", tuple(REVISIONS / name for name in ("first", "second", "third")))
    views = all_of(older, VIEWS)
    with pytest.raises(PipelineError, match=r'view ada\."All things" depends on column version of table core\.things'):
        loads.upgrade(older)
    assert all_of(older, VIEWS) == views
    assert all_of(older, "SELECT version_num FROM lineage.schema_revision") == [("0001",)]


@pytest.mark.parametrize(
    ("built", "message"),
    [
        ("CREATE VIEW ada.odd AS SELECT pg_typeof(version) FROM core.things; ALTER VIEW ada.odd ALTER pg_typeof SET "
         "DEFAULT 'int'", r"ada\.odd has rules, triggers, defaults"),
        ("CREATE FUNCTION ada.two(n int) RETURNS int LANGUAGE sql RETURN n * 2; CREATE VIEW ada.odd AS "
         "SELECT ada.two(version) FROM core.things", r"view ada\.odd stands in the way: function ada\.two\(bigint\)"),
        ("CREATE FUNCTION ada.odd() RETURNS SETOF ada.counted LANGUAGE sql AS 'TABLE ada.counted'",
         r"view ada\.counted stands in the way: cannot drop view .* function ada\.odd\(\) depends on"),
    ],
)  # fmt: skip
def test_a_view_that_cannot_be_carried_over_is_named(older: Warehouse, built: str, message: str) -> None:
    with older.engine.begin() as connection:
        connection.exec_driver_sql(built)
    views = all_of(older, VIEWS)
    with pytest.raises(PipelineError, match=message):
        loads.upgrade(older)
    assert all_of(older, VIEWS) == views


def test_a_warehouse_in_which_nothing_was_published_is_upgraded(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "VERSIONS", (REVISIONS / "first",))
    assert loads.upgrade(warehouse) == (None, "0001")
    monkeypatch.setattr(migrations, "VERSIONS", (REVISIONS / "first", REVISIONS / "second"))
    assert loads.upgrade(warehouse) == ("0001", "0002")


def test_a_warehouse_from_before_there_were_revisions_is_the_first(older: Warehouse) -> None:
    with older.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE lineage.schema_revision")
    assert loads.upgrade(older) == ("0001", "0002")


def test_an_older_version_refuses_a_newer_warehouse(older: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    loads.upgrade(older)
    monkeypatch.setattr(migrations, "VERSIONS", (REVISIONS / "first",))
    with pytest.raises(PipelineError, match=r"A newer version .* \(revision 0002; this version .* up to 0001\)"):
        loads.begin(older, "two", "test")
