"""Servers for the tests: the embedded one, and Debian's PostgreSQL where it is installed.

Both live in short private folders under /tmp for the length of the session: pytest's own folders are closed to the
unprivileged account that must run PostgreSQL when the tests run as root.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from gcm_pipeline.warehouse.cluster import Cluster
from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse

TOGETHER = {
    "shipped": (
        "cli",
        "connect",
        "dagster",
        "export",
        "monitoring",
        "nightly",
        "queries",
        "report",
        "report_browser",
        "servers",
        "ui",
    ),
    "evolving": ("evolving", "history", "interruption"),
}
"""By fixture that runs nights: the files of integration/ whose tests look at what came of them."""
GROUPS = {
    f"gcm_pipeline_tests/integration/test_{name}.py": fixture for fixture, names in TOGETHER.items() for name in names
}
_numbers = itertools.count(1)


class Scheduling(LoadFileScheduling):
    """One worker for each file, and for the files of a group, so that their nights are run once."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return GROUPS.get(file, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """xdist's own groups (``--dist loadgroup``) do not work with this pytest."""
    return Scheduling(config, log)


@pytest.fixture
def storage() -> Iterator[Path]:
    """An empty storage folder; an embedded server left running in it is stopped."""
    with tempfile.TemporaryDirectory(prefix="gcm-test-", dir="/tmp") as folder:
        yield Path(folder)
        Embedded(Path(folder)).cluster.stop()


@pytest.fixture(scope="session")
def embedded_url() -> Iterator[str]:
    """URL of an embedded server."""
    with tempfile.TemporaryDirectory(prefix="gcm-test-", dir="/tmp") as folder, Embedded(Path(folder)).using() as url:
        yield url


@pytest.fixture(scope="session")
def debian_url() -> Iterator[str]:
    """URL of a server of the oldest Debian PostgreSQL on this machine; skips where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("no Debian PostgreSQL on this machine")
    with tempfile.TemporaryDirectory(prefix="gcm-test-", dir="/tmp") as folder:
        cluster = Cluster(Path(folder), found[0].parent, ("--locale=C.UTF-8",))
        socket = cluster.start()
        try:
            yield URL.create(
                "postgresql", "postgres", database="postgres", query={"host": str(socket)}
            ).render_as_string()
        finally:
            cluster.stop()


@pytest.fixture(params=["embedded", "debian"])
def server_url(request: pytest.FixtureRequest) -> str:
    """URL of each kind of server in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """URL of a new, empty database, dropped after the test."""
    name = f"test_{next(_numbers)}"
    server = create_engine(make_url(server_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server_url).set(database=name).render_as_string()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def warehouse(database_url: str, storage: Path) -> Iterator[Warehouse]:
    """An open warehouse in a database of its own."""
    with open_warehouse(database_url, storage) as opened:
        yield opened
