from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import select, text

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import load, loads, staging
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline_tests.integration.warehouse.tables import kinds, rows, stage, things

MOMENT = dt.datetime(2022, 3, 31, 23, 59, 59, 123456, tzinfo=dt.UTC)


@pytest.fixture
def load_id(warehouse: Warehouse) -> int:
    return loads.begin(warehouse, "run", "test")


def test_every_type_comes_back_as_it_went(warehouse: Warehouse, load_id: int) -> None:
    money = [
        "0.00",
        "0.01",
        "-0.05",
        "10000.00",
        "100000000.00",
        "9999999999999999.99",
        "-9999999999999999.99",
        "20000.10",
    ]
    given = [
        {
            "id": number,
            "small": -(2**15),
            "whole": 2**31 - 1,
            "text": "Migração 'quoted' \\ \t;\n☃",
            "day": dt.date(1919, 6, 28),
            "money": Decimal(amount),
            "share": Decimal("99.9999"),
            "flag": number % 2 == 0,
            "moment": MOMENT,
        }
        for number, amount in enumerate(money, start=2**40)
    ]
    given.append(dict.fromkeys(given[0]) | {"id": 1})
    assert load.write(warehouse, kinds, rows(kinds, given), load_id) == len(given)
    with warehouse.engine.connect() as connection:
        found = connection.execute(select(staging.staged(kinds)).order_by("id")).mappings().all()
    assert [dict(row) for row in found] == [{**row, "load_id": load_id} for row in [given[-1], *given[:-1]]]


def test_frames_and_streamed_batches_load_alike(warehouse: Warehouse, load_id: int) -> None:
    def batches() -> Iterator[pa.RecordBatch | pa.Table]:
        for code in "ABC":
            yield pa.record_batch({"version": [1, 2], "code": [f"{code}1", f"{code}2"]})  # any order, a wider type
        yield pa.table({"code": ["D1"], "version": [1]})

    assert load.write(warehouse, things, batches(), load_id) == 7
    frame = pd.DataFrame({"code": ["A"], "version": [1]}).convert_dtypes(dtype_backend="pyarrow")
    assert load.write(warehouse, things, frame, load_id) == 1


@pytest.mark.parametrize(
    ("table", "given", "message"),
    [
        (things, {"code": ["A"]}, r"things: the rows lack \['version'\]"),
        (things, {"code": ["A"], "version": [1], "colour": ["red"]}, r"have \['colour'\] undeclared"),
        (things, {"code": ["A"], "version": [2**40]}, r"things\.version: values do not fit int32"),
        (things, {"code": ["A"], "version": ["many"]}, r"things\.version: values do not fit int32"),
        (things, {"code": ["A\0"], "version": [1]}, "things: PostgreSQL refused the rows"),
        (things, {"code": [None], "version": [1]}, "things: PostgreSQL refused the rows"),
        (things, {"code": ["A", "A"], "version": [1, 2]}, r"\(code\)=\(A\) is duplicated"),
    ],
)
def test_rows_that_break_the_declaration_are_named(
    warehouse: Warehouse, load_id: int, table: object, given: dict[str, list[object]], message: str
) -> None:
    stage(warehouse, load_id, {things: [{"code": "X", "version": 1}]})
    with pytest.raises(PipelineError, match=message):
        load.write(warehouse, table, pa.table(given), load_id)  # type: ignore[arg-type]


def test_the_same_content_is_built_once(warehouse: Warehouse, load_id: int) -> None:
    def never() -> Iterator[pa.Table]:
        raise AssertionError("it was read again")
        yield

    first = rows(things, [{"code": "A", "version": 1}])
    assert load.write(warehouse, things, first, load_id, identity="one") == 1
    assert load.write(warehouse, things, never(), load_id, identity="one") == 1
    assert load.write(warehouse, things, rows(things, []), load_id, identity="two") == 0
    publish(warehouse, load_id, [things])
    second = loads.begin(warehouse, "second", "test")
    assert load.write(warehouse, things, never(), second, identity="two") == 0
    assert publish(warehouse, second, [things]) == {"core.things": (0, 0, 0)}
    third = loads.begin(warehouse, "third", "test")
    with warehouse.engine.begin() as connection:
        connection.execute(text("DROP TABLE core.things"))
    assert load.write(warehouse, things, first, third, identity="two") == 1  # it is gone, whatever was written down


def test_a_load_that_is_over_cannot_write(warehouse: Warehouse, load_id: int) -> None:
    loads.fail(warehouse, load_id)
    with pytest.raises(PipelineError, match="is failed, no longer running"):
        stage(warehouse, load_id, {things: []})


def test_rows_of_another_writer_are_noticed(
    warehouse: Warehouse, load_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "complete", lambda *_: 2)
    with pytest.raises(PipelineError, match="things: 1 rows were loaded, 2 are in staging"):
        load.write(warehouse, things, rows(things, [{"code": "A", "version": 1}]), load_id)
