"""Readers in a loop while processes publish and are killed: only whole publications are ever seen."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Connection, text

from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline_tests.integration.warehouse import tables
from gcm_pipeline_tests.integration.warehouse.tables import night, of_version

SEEN = text(
    "SELECT array_agg(DISTINCT version), count(*) "
    "FROM (SELECT version FROM core.things UNION ALL SELECT version FROM core.parts) AS both_tables"
)
KILLS = 4


def look(connection: Connection) -> int:
    """The one version that shows; fails when a mixture does."""
    versions, count = connection.execute(SEEN).one()
    connection.rollback()
    assert len(versions) == 1, f"a mixture: {versions}"
    assert count == 400
    return int(versions[0])


@contextmanager
def readers(url: str, storage: Path) -> Iterator[list[int]]:
    """Two readers that look all the time; yields what they saw, and fails at the end if one of them did."""
    seen: list[int] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            with open_warehouse(url, storage) as warehouse, warehouse.engine.connect() as connection:
                while not done.is_set():
                    seen.append(look(connection))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join(timeout=30)
    assert not failures, failures


def test_readers_never_see_a_mixture(warehouse: Warehouse, database_url: str, storage: Path) -> None:
    night(warehouse, "first", of_version(0))
    with readers(database_url, storage) as seen:
        for version in range(1, 12):
            night(warehouse, str(version), of_version(version))
    assert len(set(seen)) > 3, "the readers saw too little to prove anything"


def test_a_kill_leaves_the_warehouse_whole(warehouse: Warehouse, database_url: str, storage: Path) -> None:
    night(warehouse, "first", of_version(0))
    chance = random.Random(7)
    with readers(database_url, storage):
        for kill in range(KILLS):
            victim = subprocess.Popen(
                [sys.executable, "-m", tables.__name__, database_url, str(storage), f"victim {kill}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            try:
                assert victim.stdout is not None
                victim.stdout.readline()  # it is at work
                time.sleep(chance.uniform(0.0, 0.25))
            finally:
                victim.kill()
                victim.wait(timeout=10)
            with warehouse.engine.connect() as connection:
                look(connection)
            changes = night(warehouse, f"after {kill}", of_version(1000 + kill))
            assert changes["core.things"].updated == 200
    with warehouse.engine.connect() as connection:
        statuses = set(connection.scalars(text("SELECT DISTINCT status FROM lineage.loads")))
    assert statuses <= {"published", "abandoned"}


def test_a_killed_server_recovers(storage: Path) -> None:
    with open_warehouse(None, storage) as warehouse:
        night(warehouse, "one", of_version(1))
        server = Embedded(storage).cluster.postmaster()
        assert server is not None
        psutil.Process(server.pid).kill()
    with open_warehouse(None, storage) as warehouse:
        with warehouse.engine.connect() as connection:
            assert look(connection) == 1
        night(warehouse, "two", of_version(2))
    assert Embedded(storage).cluster.postmaster() is None
