"""Places where whole nights are run: a landing folder, a storage folder, and what is published from them.

Belongs here: running the command line, in this process or in one of its own, and reading what readers would see.
Does not belong here: what should come of it (the tests).
"""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import psycopg
from psycopg import sql

from gcm_pipeline import cli
from gcm_pipeline.configuration import CONFIG, NAMES
from gcm_pipeline.quality import checking as checking_process
from gcm_pipeline.quality.checking import Checking, Work
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.reference import ROOT
from gcm_pipeline.reports import site
from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline.warehouse.engine import Warehouse

COMMAND = Path(sys.executable).with_name("gcm-pipeline")
EXAMPLE = ROOT / "data" / "landing"
JOURNALS = ("loads", "check_results", "load_files", "mart_totals", "changes", "mart_changes")
"""Tables that grow with every run, and the mart that tells of the run before."""
PATIENCE = 180.0
"""Seconds that one command may take on a busy machine."""
VARIABLES = {"DAGSTER_HOME", CONFIG, *NAMES, *(f"{name}_FILE" for name in NAMES)}

Tables = dict[str, list[str]]
"""Full table name → its rows as CSV, sorted."""


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Place:
    """A landing folder and a storage folder; ``url`` names a server, None means the embedded one."""

    landing: Path
    storage: Path
    url: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment with this place in it."""
        plain = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        chosen = {"GCM_LANDING": str(self.landing), "GCM_STORAGE": str(self.storage), **self.extra}
        return plain | chosen | ({"GCM_WAREHOUSE_URL": self.url} if self.url else {})

    def call(self, *arguments: str) -> Said:
        """``gcm-pipeline`` with ``arguments`` in this process, which has its imports behind it."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        with (
            mock.patch.dict(os.environ, self.environment, clear=True),
            mock.patch.object(sys, "argv", ["gcm-pipeline", *arguments]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                cli.main()
            except SystemExit as ending:
                code = int(ending.code or 0)
        return Said(code, out.getvalue(), err.getvalue())

    def command(self, *arguments: str, stdin: str = "") -> Said:
        """The same in a process of its own, as a person or cron would run it."""
        ended = subprocess.run(
            [COMMAND, *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Said(ended.returncode, ended.stdout, ended.stderr)

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """A connection to the warehouse, as its owner."""
        if self.url:
            with psycopg.connect(self.url, options="-c timezone=UTC") as connection:
                yield connection
            return
        with Embedded(self.storage).using() as url, psycopg.connect(url, options="-c timezone=UTC") as connection:
            yield connection

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """The rows of ``query``; unqualified names are found in the published schemas."""
        with self.connection() as connection:
            connection.execute("SET search_path = mart, core, quality, lineage")
            return connection.execute(query.encode()).fetchall()

    def published(self, *, without: tuple[str, ...] = ()) -> Tables:
        """Every published table but the journals, all columns but those named in ``without``."""
        with self.connection() as connection:
            found = connection.execute(
                "SELECT table_schema, table_name, array_agg(column_name::text ORDER BY ordinal_position) "
                "FROM information_schema.columns WHERE table_schema IN ('core', 'mart', 'quality', 'lineage') "
                "GROUP BY 1, 2 ORDER BY 1, 2"
            ).fetchall()
            return {
                f"{schema}.{name}": _rows(connection, schema, name, [each for each in columns if each not in without])
                for schema, name, columns in found
                if name not in JOURNALS
            }


def _rows(connection: psycopg.Connection, schema: str, name: str, columns: list[str]) -> list[str]:
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, name)
    )
    with connection.cursor().copy(query) as copy:
        text = b"".join(bytes(block) for block in copy).decode()
    return sorted(text.splitlines())


def of_source(tables: Tables, *names: str) -> Tables:
    """Those of ``tables`` whose name (without schema) starts with one of ``names``."""
    return {key: rows for key, rows in tables.items() if key.split(".")[1].startswith(names)}


def free_port() -> str:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@contextmanager
def new_place(landing: Path) -> Iterator[Place]:
    """An empty storage folder with its embedded server running, so that nights need not start it one by one."""
    with tempfile.TemporaryDirectory(prefix="gcm-test-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        place = Place(landing, Path(folder))
        with Embedded(place.storage).using():
            yield place
        Embedded(place.storage).cluster.stop()


@contextmanager
def short_nights() -> Iterator[None]:
    """Nights of this process without the suites of core tables and without HTML pages: half the time of a small one.

    For tests of what is published when. The suites and the pages have their own (test_suites.py, test_data_docs.py,
    test_site.py), and are all made over the shipped example.
    """
    with (
        mock.patch.object(checking_process, "prepare", lambda: None),
        mock.patch.object(Checking, "begin", lambda *_, **__: None),
        mock.patch.object(Checking, "outcomes", _outcomes),
        mock.patch.object(site, "write", _write_no_page),
    ):
        yield


def _outcomes(checking: Checking, work: Work, *, shown: bool = True) -> list[Outcome]:
    """Those of raw frames, which decide what is read, found in this process."""
    return checking_process.run(work, None) if work.suite.startswith("raw_") else []


def _write_no_page(_: Warehouse, folder: Path) -> site.Site:
    folder.mkdir(exist_ok=True)
    (folder / site.FILE).touch()
    return site.Site(folder, (site.FILE,))


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads its own group as Ctrl-C would, then whatever is left of the group."""
    try:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
