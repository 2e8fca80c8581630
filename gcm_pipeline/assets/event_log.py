"""Dagster's event log in SQLite, with its files kept open and its tables known.

Dagster's own opens and closes a file for every event, and SQLite ends each time with writing everything through to the
disk: some 800 events of a run then cost more than all steps of the shipped example together.

Belongs here: keeping files open, and what is known of them.
Does not belong here: what is stored, and in which form, which stays Dagster's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy.pool import StaticPool

KEPT_OPEN = 8
"""Files: the index, and the runs last written or looked at (the UI may look at all there have been)."""


class EventLog(SqliteEventLogStorage):
    """Named in ``dagster.yaml``; the files lie where Dagster's own storage has them, and the two can be exchanged."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._open: dict[str, sa.Engine] = {}
        self._seen: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> Self:
        """``base_dir`` is Dagster's home."""
        return cls(str(Path(config_value["base_dir"]) / "history" / "runs"), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            fresh = shard not in self._initialized_dbs
            engine = self._open.pop(shard, None) if not fresh else None
            engine = self._open[shard] = engine or _engine(self.conn_string_for_shard(shard))
            if fresh:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            while len(self._open) > KEPT_OPEN:
                self._open.pop(next(iter(self._open))).dispose()
            with engine.begin() as connection:
                yield connection

    # What an upgrade of Dagster adds to its tables is asked for several times in each step. Once there, it stays.

    def has_table(self, table_name: str) -> bool:
        """Whether the index has this table."""
        return self._there(f"table {table_name}", lambda: super(EventLog, self).has_table(table_name))

    def has_secondary_index(self, name: str) -> bool:
        """Whether this migration of the index is complete."""
        return self._there(f"migration {name}", lambda: super(EventLog, self).has_secondary_index(name))

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        return self._there(
            f"column {column_name}", lambda: super(EventLog, self)._has_asset_key_col_on_connection(conn, column_name)
        )

    def _there(self, what: str, look: Callable[[], bool]) -> bool:
        if what not in self._seen and look():
            self._seen.add(what)
        return what in self._seen

    def dispose(self) -> None:
        """Close the files."""
        super().dispose()
        while self._open:
            self._open.popitem()[1].dispose()


def _engine(url: str) -> sa.Engine:
    """One connection, which may pass from thread to thread (a lock lets them in one by one)."""
    engine = sa.create_engine(
        url, poolclass=StaticPool, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    )
    sa.event.listen(engine, "connect", _trust_the_system)
    return engine


def _trust_the_system(connection: Any, _: object) -> None:
    """With a write-ahead log, a crash of the process loses nothing; a crash of the machine the last few events."""
    connection.execute("PRAGMA synchronous = NORMAL")
