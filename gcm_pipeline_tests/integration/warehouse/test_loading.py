"""Tables that load beside the steps of a run."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import func, select

from gcm_pipeline import frames
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.loading import Loading
from gcm_pipeline.warehouse import loads, staging
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline_tests.integration.warehouse.tables import of_version, parts, rows, things


@pytest.fixture
def loading(warehouse: Warehouse) -> Loading:
    return Loading(warehouse, loads.begin(warehouse, "run", "test"))


@pytest.fixture
def good(tmp_path: Path) -> FrameSet:
    content = of_version(1)
    return frames.write(tmp_path / "good", [(table.name, rows(table, content[table])) for table in (things, parts)])


@pytest.fixture
def bad(tmp_path: Path) -> FrameSet:
    return frames.write(tmp_path / "bad", [("things", pa.table({"code": ["A", "A"], "version": [1, 2]}))])


def test_tables_load_before_they_are_asked_for(loading: Loading, good: FrameSet) -> None:
    loading.begin([things, parts], good)
    loading.close()
    with loading.warehouse.engine.connect() as connection:
        counted = [
            connection.scalar(select(func.count()).select_from(staging.staged(each))) for each in (things, parts)
        ]
    assert counted == [loading.rows(things, good), loading.rows(parts, good)] == [200, 200]


def test_what_is_asked_for_loads_though_nobody_began(loading: Loading, good: FrameSet) -> None:
    with closing(loading):
        assert loading.rows(things, good) == 200


def test_nothing_loads_ahead_in_a_process_that_ends_before(loading: Loading, good: FrameSet) -> None:
    loading.ahead = False
    loading.begin([things], good)
    loading.close()
    with loading.warehouse.engine.connect() as connection:
        assert not connection.scalar(select(func.to_regclass("staging.things")))


def test_a_failure_is_told_to_who_asks_and_may_be_tried_again(loading: Loading, bad: FrameSet, good: FrameSet) -> None:
    with closing(loading):
        loading.begin([things], bad)
        with pytest.raises(PipelineError, match=r"\(code\)=\(A\) is duplicated"):
            loading.rows(things, bad)
        assert loading.rows(things, good) == 200
