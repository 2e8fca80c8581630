from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline.warehouse.tables.lineage import loads as journal
from gcm_pipeline.warehouse.tables.quality import check_results
from gcm_pipeline.warehouse.turns import take_turn

OWNER = """
import sys, time
from pathlib import Path
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.engine import open_warehouse
with open_warehouse(sys.argv[1], Path(sys.argv[2])) as warehouse:
    print(loads.begin(warehouse, sys.argv[3], "test"), flush=True)
    time.sleep(60)
"""


def statuses(warehouse: Warehouse) -> list[str]:
    with warehouse.engine.connect() as connection:
        return list(connection.scalars(select(journal.c.status).order_by(journal.c.load_id)))


@pytest.fixture
def owner(warehouse: Warehouse, database_url: str, storage: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process in which run `other` (load 1) is at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, database_url, str(storage), "other"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    yield process
    process.kill()
    process.wait(timeout=10)


def test_a_run_begins_once_in_all_its_processes(warehouse: Warehouse, owner: subprocess.Popen[str]) -> None:
    assert loads.begin(warehouse, "other", "test") == loads.begin(warehouse, "other", "test") == 1
    owner.kill()
    owner.wait(timeout=10)
    with pytest.raises(PipelineError, match="at work"):  # as this process still holds it
        begin_elsewhere(warehouse, "new")


def begin_elsewhere(warehouse: Warehouse, run_id: str) -> int:
    with open_warehouse(warehouse.url.render_as_string(hide_password=False), Path()) as another:
        return loads.begin(another, run_id, "test", patience=0.0)


def test_the_second_run_waits_and_says_so(warehouse: Warehouse, owner: subprocess.Popen[str]) -> None:
    told: list[str] = []

    def tell(message: str) -> None:
        told.append(message)
        owner.kill()

    assert loads.begin(warehouse, "mine", "test", waiting=tell, patience=30.0) == 2
    assert len(told) == 1
    assert told[0].startswith("another run (load 1, started 20")
    assert told[0].endswith("UTC) is at work on this warehouse; waiting")
    assert statuses(warehouse) == ["abandoned", "running"]


def test_patience_ends(warehouse: Warehouse, owner: subprocess.Popen[str]) -> None:
    with pytest.raises(
        PipelineError, match=r"another run \(load 1, .* at work on this warehouse\. It is still at work"
    ):
        loads.begin(warehouse, "mine", "test", patience=0.2)
    assert owner.poll() is None


def test_a_run_whose_process_died_is_given_up(warehouse: Warehouse, owner: subprocess.Popen[str]) -> None:
    owner.kill()
    owner.wait(timeout=10)
    assert loads.begin(warehouse, "mine", "test", patience=10.0) == 2
    assert statuses(warehouse) == ["abandoned", "running"]
    with pytest.raises(PipelineError, match=r"Run other \(load 1\) has ended: it is abandoned"):
        loads.begin(warehouse, "other", "test")


def test_closing_the_warehouse_gives_up_the_run(warehouse: Warehouse) -> None:
    begin_elsewhere(warehouse, "other")
    assert loads.begin(warehouse, "mine", "test", patience=10.0) == 2


def test_only_a_running_load_can_fail(warehouse: Warehouse) -> None:
    load_id = loads.begin(warehouse, "one", "test")
    loads.fail(warehouse, load_id)
    assert loads.begin(warehouse, "two", "test") == 2
    with warehouse.engine.begin() as connection:
        loads.finish(connection, 2)
    loads.fail(warehouse, 2)
    assert statuses(warehouse) == ["failed", "published"]


def test_check_results_are_kept_at_once(warehouse: Warehouse) -> None:
    load_id = loads.begin(warehouse, "one", "test")
    result = {"asset": "core_things", "check_name": "closed", "severity": "error", "passed": True}
    loads.record_check_results(warehouse, load_id, [result | {"observed": "1", "expected": None}] * 2)
    loads.record_check_results(warehouse, load_id, [])
    with warehouse.engine.connect() as connection:
        found = connection.execute(select(check_results)).mappings().all()
    assert [(row["result_no"], row["load_id"], row["observed"]) for row in found] == [(1, 1, "1"), (2, 1, "1")]


def test_many_processes_may_begin_a_run_in_a_new_warehouse_at_once(warehouse: Warehouse, database_url: str) -> None:
    begun: list[int] = []

    def begin() -> None:
        with open_warehouse(database_url, Path()) as another:
            begun.append(loads.begin(another, "shared", "test"))

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert begun == [1] * 6


def test_beginnings_take_turns(warehouse: Warehouse) -> None:
    loads.upgrade(warehouse)
    with warehouse.engine.begin() as holder, warehouse.engine.connect() as session:
        take_turn(holder)
        session.execute(text("SET lock_timeout = '100ms'"))
        session.commit()
        with pytest.raises(DBAPIError, match="lock timeout"):
            loads._claim(session, "mine", "test")
