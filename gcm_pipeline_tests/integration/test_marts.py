"""The marts as the pipeline builds them, in PostgreSQL's staging schema; and the same figures from DuckDB."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.marts import relations
from gcm_pipeline.marts.build import build
from gcm_pipeline.warehouse import load, loads
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline_tests.unit.marts import example, sources_example
from gcm_pipeline_tests.unit.marts.test_recount import random_core


def stage(warehouse: Warehouse, core: example.Core) -> int:
    """Load ``core`` into staging; the number of the load."""
    load_id = loads.begin(warehouse, "run", "test")
    for name in example.INPUTS:
        load.write(warehouse, relations.table(name), example.arrow(name, core.get(name, [])), load_id)
    return load_id


@pytest.mark.parametrize("core", [sources_example.core(), random_core(4)], ids=["by-hand", "random"])
def test_postgresql_and_duckdb_agree(warehouse: Warehouse, core: example.Core) -> None:
    load_id = stage(warehouse, core)
    marts = example.duck(core)
    for name in ("int_project_tags", *relations.build_order()):  # building again replaces
        with warehouse.engine.begin() as connection:
            count = build(connection, name, load_id)
            found = connection.execute(text(f"SELECT * FROM staging.{name}")).all()
        assert count == len(found)
        assert sorted(map(repr, map(tuple, found))) == sorted(map(repr, marts.execute(f"FROM {name}").fetchall())), name


def test_a_load_that_has_ended_builds_nothing(warehouse: Warehouse) -> None:
    load_id = loads.begin(warehouse, "run", "test")
    loads.fail(warehouse, load_id)
    with warehouse.engine.begin() as connection, pytest.raises(PipelineError, match="no longer running"):
        build(connection, "int_project_tags", load_id)
