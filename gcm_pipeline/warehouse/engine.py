"""Opening the warehouse: the embedded server, or the one that GCM_WAREHOUSE_URL names.

Belongs here: connections of both kinds (SQLAlchemy for statements, ADBC for bulk) and the errors of connecting.
Does not belong here: anything about schemas, tables or runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.warehouse.embedded import APPLICATION, Embedded

if TYPE_CHECKING:
    from adbc_driver_postgresql.dbapi import Connection as BulkConnection

BULK_COMMITS = "synchronous_commit=off"  # bulk goes to staging: publication commits after it, and waits for the disk
OLDEST = 15  # PostgreSQL's major version; the oldest that is tested


@dataclass
class Warehouse:
    """An open warehouse. ``run_locks``: by run, its load and the session that keeps it alive (loads.py)."""

    engine: Engine
    run_locks: dict[str, tuple[int, Connection]] = field(default_factory=dict)
    _bulk: list[BulkConnection] = field(default_factory=list)

    @property
    def url(self) -> URL:
        """SQLAlchemy URL with the password; show it with ``render_as_string()``, which hides it."""
        return self.engine.url

    @contextmanager
    def bulk(self) -> Iterator[BulkConnection]:
        """A connection for bulk transfer of Arrow data, committed at the end of the block, given up after an error.

        Each thread has its own while the block lasts. It is kept for the next block: a new one reads the server's
        catalogue of types, which takes 50 ms.
        """
        try:
            connection = self._bulk.pop()
        except IndexError:
            connection = self._connect_bulk()
        try:
            yield connection
            connection.commit()
        except BaseException:
            connection.close()
            raise
        self._bulk.append(connection)

    def _connect_bulk(self) -> BulkConnection:
        from adbc_driver_postgresql import dbapi

        _, parameters = self.engine.dialect.create_connect_args(self.url)
        parameters.pop("context", None)  # of psycopg, not of libpq
        parameters["options"] = f"{parameters.get('options', '')} -c {BULK_COMMITS}"
        return dbapi.connect(make_conninfo(**parameters))

    def close(self) -> None:
        """End every session of this process, and with them its run locks."""
        for _, session in self.run_locks.values():
            session.close()
        self.run_locks.clear()
        while self._bulk:
            self._bulk.pop().close()
        self.engine.dispose()


@contextmanager
def open_warehouse(url: str | None, storage: Path) -> Iterator[Warehouse]:
    """The warehouse at ``url``, or for None the embedded server under ``storage``, for as long as the block lasts.

    Raises UsageError for a URL that is not PostgreSQL's, a server that cannot be reached, or one before version 15, and
    PipelineError when the server ends while the block lasts.
    """
    with ExitStack() as closing:
        warehouse = Warehouse(_engine(url or closing.enter_context(Embedded(storage).using())))
        closing.callback(warehouse.close)
        _require_supported(warehouse)
        try:
            yield warehouse
        except OperationalError as error:
            if not error.connection_invalidated:
                raise
            raise PipelineError(
                f"The connection to {_place(warehouse.url)} was lost: {_reason(error)}. "
                "What is published is whole. See why the server ended, and run again once it is back."
            ) from error


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
    except ArgumentError:
        raise UsageError(
            "GCM_WAREHOUSE_URL is not a URL. Write it as postgresql://user:password@host:5432/database."
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise UsageError(f"GCM_WAREHOUSE_URL names {url.get_backend_name()!r}, not PostgreSQL {OLDEST} or later.")
    settings = {"application_name": APPLICATION, "connect_timeout": "10", "options": "-c timezone=UTC"}
    return create_engine(url.set(drivername="postgresql+psycopg", query={**settings, **url.query}))


def _require_supported(warehouse: Warehouse) -> None:
    place = _place(warehouse.url)
    try:
        with warehouse.engine.connect() as connection:
            version = int((connection.dialect.server_version_info or (0,))[0])
    except DBAPIError as error:
        raise UsageError(
            f"Cannot connect to {place}: {_reason(error)}. Check GCM_WAREHOUSE_URL and the server."
        ) from None
    if version < OLDEST:
        raise UsageError(f"The server of {place} is PostgreSQL {version}. Version {OLDEST} or later is needed.")


def _place(url: URL) -> str:
    """Database and server, for people: without a password."""
    return f"database {url.database or url.username!r} on {url.host or url.query.get('host', 'the local socket')}"


def _reason(error: DBAPIError) -> str:
    """The driver's own words in one line."""
    return " ".join(str(error.orig).split()).rstrip(".?")
