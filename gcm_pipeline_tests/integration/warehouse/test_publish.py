from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, Text, inspect, select, text

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline.warehouse.staging import staged
from gcm_pipeline.warehouse.tables.lineage import loads as journal
from gcm_pipeline_tests.integration.warehouse.tables import Row, files, kinds, night, of_version, parts, stage, things

FIRST: dict[Table, list[Row]] = {things: [{"code": code, "version": 1} for code in "ABCD"]}
SECOND: dict[Table, list[Row]] = {
    things: [{"code": "A", "version": 1}, {"code": "B", "version": None}, {"code": "E", "version": 1}]
}


def content(warehouse: Warehouse, table: Table) -> list[tuple[Any, ...]]:
    with warehouse.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


def written(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Rows ever written to the published tables, by the server's own count."""
    with warehouse.engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        connection.commit()
        counted = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE schemaname = 'core'"
        return [tuple(row) for row in connection.execute(text(f"{counted} ORDER BY relname"))]


def test_only_the_difference_is_published(warehouse: Warehouse) -> None:
    assert night(warehouse, "one", FIRST) == {"core.things": (4, 0, 0)}
    assert content(warehouse, things) == [(code, 1, 1) for code in "ABCD"]
    assert night(warehouse, "two", SECOND) == {"core.things": (1, 1, 2)}
    assert content(warehouse, things) == [("A", 1, 1), ("B", None, 2), ("E", 1, 2)]  # A keeps the load that brought it


@pytest.mark.parametrize("then", [FIRST, {things: []}])
def test_empty_tables_fill_and_empty_again(warehouse: Warehouse, then: dict[Table, list[dict[str, Any]]]) -> None:
    night(warehouse, "one", {things: []})
    night(warehouse, "two", FIRST)
    night(warehouse, "three", then)
    assert len(content(warehouse, things)) == len(then[things])


def test_every_type_is_compared(warehouse: Warehouse) -> None:
    row: dict[str, object] = dict.fromkeys(column.name for column in kinds.columns) | {
        "id": 1,
        "small": 1,
        "text": "a",
        "flag": True,
    }
    del row["load_id"]
    assert night(warehouse, "one", {kinds: [row]}) == {"core.kinds": (1, 0, 0)}
    assert night(warehouse, "two", {kinds: [row]}) == {"core.kinds": (0, 0, 0)}
    changes: list[dict[str, object]] = [{"small": None}, {"text": ""}, {"flag": None}, {"share": 1}]
    for number, change in enumerate(changes):
        row |= change
        assert night(warehouse, f"more {number}", {kinds: [row]}) == {"core.kinds": (0, 1, 0)}


def test_a_night_without_changes_writes_nothing(warehouse: Warehouse) -> None:
    night(warehouse, "one", of_version(1, 20_000))
    give_up = time.monotonic() + 30
    while [row[1] for row in written(warehouse)] != [20_000, 20_000]:
        assert time.monotonic() < give_up
        time.sleep(0.1)  # sessions tell the server's statistics of what they did when they come to it
    before = written(warehouse)
    load_id = loads.begin(warehouse, "two", "test")
    stage(warehouse, load_id, of_version(1, 20_000))
    with warehouse.engine.connect() as connection:
        position = text("SELECT pg_current_wal_insert_lsn() - CAST(:since AS pg_lsn)")
        since = connection.scalar(text("SELECT pg_current_wal_insert_lsn()"))
        publish(warehouse, load_id, [things, parts])
        logged = connection.scalar(position, {"since": since})
    assert written(warehouse) == before
    assert logged < 1_000_000  # bytes; the rows themselves would be several times that


def test_a_journal_keeps_earlier_loads(warehouse: Warehouse) -> None:
    for run in ("one", "two"):
        night(warehouse, run, {files: [{"name": "a.csv"}]})
    assert content(warehouse, files) == [(1, "a.csv"), (2, "a.csv")]
    assert [row[-1] for row in content(warehouse, journal)] == ["published", "published"]


def test_rows_get_the_load_that_published_them(warehouse: Warehouse) -> None:
    failed = loads.begin(warehouse, "one", "test")
    stage(warehouse, failed, FIRST)
    loads.fail(warehouse, failed)
    publish(warehouse, loads.begin(warehouse, "two", "test"), [things])
    assert {row[2] for row in content(warehouse, things)} == {2}


def test_analysts_views_and_open_readers_live_through_a_publication(warehouse: Warehouse) -> None:
    night(warehouse, "one", FIRST)
    with warehouse.engine.begin() as connection:
        connection.execute(text("CREATE VIEW public.mine AS SELECT count(*) AS n FROM core.things"))
    waits = text("SET lock_timeout = '2s'")
    with warehouse.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        assert reader.scalar(text("SELECT n FROM public.mine")) == 4
        with warehouse.engine.connect() as setting:  # the session that publish will take from the pool
            setting.execute(waits)
            setting.commit()
        night(warehouse, "two", SECOND)
        assert reader.scalar(text("SELECT n FROM public.mine")) == 4
        assert len(content(warehouse, things)) == 3
    with warehouse.engine.connect() as reader:
        assert reader.scalar(text("SELECT n FROM public.mine")) == 3


def test_an_emptied_staging_table_is_not_published(warehouse: Warehouse) -> None:
    night(warehouse, "one", FIRST)
    load_id = loads.begin(warehouse, "two", "test")
    stage(warehouse, load_id, SECOND)
    with warehouse.engine.begin() as connection:
        connection.execute(staged(things).delete())  # as a crash of the server leaves an unlogged table
    with pytest.raises(PipelineError, match="staging is incomplete: things has 0 rows where 3 were built"):
        publish(warehouse, load_id, [things])
    with pytest.raises(PipelineError, match="staging is incomplete: parts has no rows"):
        publish(warehouse, load_id, [parts])
    assert len(content(warehouse, things)) == 4


def test_a_load_that_was_given_up_is_not_published(warehouse: Warehouse) -> None:
    load_id = loads.begin(warehouse, "one", "test")
    stage(warehouse, load_id, FIRST)
    loads.fail(warehouse, load_id)
    with pytest.raises(PipelineError, match="Load 1 is failed"):
        publish(warehouse, load_id, [things])
    assert not inspect(warehouse.engine).has_table("things", schema="core")


def test_a_table_of_another_shape_is_refused(warehouse: Warehouse) -> None:
    night(warehouse, "one", FIRST)
    with warehouse.engine.begin() as connection:
        connection.execute(text("ALTER TABLE core.things ADD COLUMN colour text"))
    with pytest.raises(
        PipelineError, match=r"core\.things is not as .* lacks nothing and has \['colour TEXT'\] besides"
    ):
        night(warehouse, "two", SECOND)


def test_comments_follow_the_declaration(warehouse: Warehouse) -> None:
    night(warehouse, "one", FIRST)
    columns = [Column(c.name, c.type, primary_key=c.primary_key, comment=f"New {c.name}") for c in things.columns]
    renamed = Table("things", MetaData(), *columns, schema="core", comment="New things")
    night(warehouse, "two", {renamed: FIRST[things]})
    found = inspect(warehouse.engine)
    assert found.get_table_comment("things", schema="core") == {"text": "New things"}
    assert [column["comment"] for column in found.get_columns("things", schema="core")] == [
        "New code",
        "New version",
        "New load_id",
    ]


def test_names_that_need_quotes_are_quoted(warehouse: Warehouse) -> None:
    odd = Table(
        "Odd table", MetaData(), Column("Order", Text, primary_key=True, comment="x"), schema="mart", comment="x"
    )
    assert night(warehouse, "one", {odd: [{"Order": "a"}]}) == {"mart.Odd table": (1, 0, 0)}
    assert night(warehouse, "two", {odd: [{"Order": "b"}]}) == {"mart.Odd table": (1, 0, 1)}
