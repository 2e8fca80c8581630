"""People who look at the published warehouse all the time, and notice when two publications are mixed.

Belongs here: what one look takes in, and the readers. Does not belong here: what happens to the warehouse meanwhile.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import psycopg
from psycopg import sql
from sqlalchemy import Table

from gcm_pipeline.assets.publish import TABLES
from gcm_pipeline.warehouse.roles import ANALYST

PAUSE = 0.2
"""Seconds between two looks, so that readers do not slow down the run that is to be killed."""
RELATIVE = ("lineage.changes", "mart.mart_changes")
"""Tables that tell of the publication before, which is another one after a kill."""
GONE = "57P"
"""Beginning of what a server says that ends or starts up; one that is not there says nothing."""
NEWEST = sql.SQL("(SELECT max(load_id) FROM lineage.loads WHERE status = 'published')")


@dataclass(frozen=True)
class Picture:
    """What is published at one moment: the newest published load, and a hash of the rows of each table.

    Two pictures are the same when their tables are: loads have other numbers where other runs went before.
    """

    load_id: int = field(compare=False)
    tables: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """A short name that pictures of the same tables share."""
        return hashlib.sha256(repr(self.tables).encode()).hexdigest()[:12]

    def differences(self, other: Picture) -> list[str]:
        """Tables that differ."""
        theirs = dict(other.tables)
        return [name for name, digest in self.tables if theirs.get(name) != digest]


@cache
def _statement() -> sql.Composed:
    """Of all tables at once, so that the server shows one moment whatever is committed meanwhile."""
    shown = [table for table in TABLES if table.fullname not in RELATIVE]
    tables = [_hashed(table) for table in sorted(shown, key=lambda table: table.fullname)]
    newest = sql.SQL("SELECT '', ({})::text").format(NEWEST)
    return sql.SQL(" UNION ALL ").join([newest, *tables])


def _hashed(table: Table) -> sql.Composed:
    """Name and hash of the rows; of a table that keeps the rows of earlier loads, those of the newest."""
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns if column.name != "load_id")
    only = sql.SQL(" WHERE load_id = {}").format(NEWEST) if "load_id" in table.primary_key.columns else sql.SQL("")
    rows = sql.SQL("SELECT md5(ROW({})::text) AS row FROM {}{}").format(
        names, sql.Identifier(table.schema or "", table.name), only
    )
    digest = sql.SQL("SELECT {}, md5(coalesce(string_agg(row, '' ORDER BY row), '')) FROM ({}) AS {}")
    return digest.format(sql.Literal(table.fullname), rows, sql.Identifier(table.name))


def look(connection: psycopg.Connection) -> Picture:
    """What shows now, in a single statement."""
    (_, newest), *tables = connection.execute(_statement()).fetchall()
    connection.rollback()
    return Picture(int(newest), tuple((str(name), str(digest)) for name, digest in tables))


@dataclass
class Readers:
    """What some readers saw.

    ``whole``: the publications that may show. ``down``: set while the server is expected to refuse connections.
    """

    url: str
    whole: set[Picture]
    down: threading.Event = field(default_factory=threading.Event)
    looks: int = 0
    refused: int = 0
    seen: set[str] = field(default_factory=set)
    mixtures: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _done: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def looking(self, number: int = 2) -> Iterator[Readers]:
        """That many readers look while the block lasts."""
        threads = [threading.Thread(target=self._read) for _ in range(number)]
        self._done.clear()
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._done.set()
            for thread in threads:
                thread.join(timeout=60)

    def _read(self) -> None:
        newest = 0
        while not self._done.is_set():
            down = self.down.is_set()
            try:
                with psycopg.connect(self.url, options=f"-c role={ANALYST}", connect_timeout=10) as connection:
                    while not self._done.wait(PAUSE):
                        down = self.down.is_set()
                        newest = self._judge(look(connection), newest)
            except psycopg.OperationalError as error:
                if (down or self.down.is_set()) and (error.sqlstate or GONE).startswith(GONE):
                    self.refused += 1
                else:
                    self.failures.append(str(error))
                time.sleep(PAUSE)
            except Exception as error:
                self.failures.append(f"{type(error).__name__}: {error}")
                return

    def _judge(self, picture: Picture, newest: int) -> int:
        self.looks += 1
        self.seen.add(picture.name)
        if picture not in self.whole:
            nearest = min((picture.differences(whole) for whole in self.whole), key=len)
            self.mixtures.append(f"load {picture.load_id}: {', '.join(nearest)}")
        if picture.load_id < newest:
            self.failures.append(f"load {picture.load_id} after load {newest}: back to an earlier publication")
        return max(newest, picture.load_id)


def require_calm(readers: Readers) -> None:
    """AssertionError unless they saw whole publications only, and were never turned away unexpectedly."""
    assert readers.looks, "the readers saw nothing"
    assert not readers.mixtures, readers.mixtures
    assert not readers.failures, readers.failures
