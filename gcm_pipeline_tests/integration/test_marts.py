"""The marts as the pipeline counts them, from the frames of a run; and the same figures from PostgreSQL.

Readers, `explain` and the report run SQL on the published tables: both engines have to mean the same by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, create_engine, insert, make_url, text
from sqlalchemy.schema import CreateSchema, DropSchema

from gcm_pipeline.marts import graph, relations
from gcm_pipeline.marts.build import build
from gcm_pipeline.warehouse.schema import create_bare
from gcm_pipeline_tests.unit.marts import example, sources_example
from gcm_pipeline_tests.unit.marts.test_recount import random_core

SCHEMA = "counted"


@pytest.fixture
def connection(embedded_url: str) -> Iterator[Connection]:
    """A connection whose search path is a schema of its own."""
    url = make_url(embedded_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url, connect_args={"options": f"-c search_path={SCHEMA} -c timezone=UTC"})
    with engine.connect() as connection:
        connection.execute(CreateSchema(SCHEMA))
        yield connection
        connection.rollback()
        connection.execute(DropSchema(SCHEMA, cascade=True, if_exists=True))
        connection.commit()
    engine.dispose()


def in_postgresql(connection: Connection, core: example.Core) -> None:
    """Fill the tables and marts of ``SCHEMA`` from ``core``."""
    for name in (*example.INPUTS, *graph.build_order()):
        copy: Table = relations.table(name).to_metadata(MetaData(), schema=SCHEMA)
        create_bare(connection, copy)
        if core.get(name):
            names = copy.columns.keys()
            connection.execute(insert(copy), [{each: row.get(each) for each in names} for row in core[name]])
    for name in graph.build_order():
        columns = ", ".join(relations.query(name).named_selects)
        select = relations.query(name).sql("postgres", comments=False)
        connection.execute(text(f"INSERT INTO {name} ({columns}) {select}"))


@pytest.mark.parametrize("core", [sources_example.core(), random_core(4)], ids=["by-hand", "random"])
def test_both_engines_agree(connection: Connection, tmp_path: Path, core: example.Core) -> None:
    in_postgresql(connection, core)
    counting = example.framed(tmp_path, core)
    for name in graph.build_order():
        found = build(counting, name).arrow(name).to_pylist()
        expected = connection.execute(text(f"SELECT * FROM {name}")).mappings().all()
        assert sorted(map(repr, found)) == sorted(repr(dict(row)) for row in expected), name
    counting.close()


def test_what_nothing_changed_for_is_not_counted_again(tmp_path: Path) -> None:
    core = sources_example.core()
    counting = example.framed(tmp_path, core)
    marts = ("int_project_tags", "mart_tagging_coverage", "mart_mptf_funding")
    first = [build(counting, name).path(name).stat().st_mtime_ns for name in marts]
    assert [build(counting, name).path(name).stat().st_mtime_ns for name in marts] == first
    # The tags are counted without regard to offices, the second mart by office, the third of other tables.
    core["projects"] = [{**row, "managing_office": "Elsewhere"} for row in core["projects"]]
    counting = example.framed(tmp_path, core)
    again = [build(counting, name).path(name).stat().st_mtime_ns for name in marts]
    assert [before == after for before, after in zip(first, again, strict=True)] == [True, False, True]
    assert {row["managing_office"] for row in build(counting, marts[1]).arrow(marts[1]).to_pylist()} == {"Elsewhere"}
