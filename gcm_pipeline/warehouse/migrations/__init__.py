"""Changes of shape: bringing the tables of an older warehouse to what this version declares, rows and views kept.

Belongs here: finding out how far a warehouse is, and running Alembic's revisions (``versions/``) that it lacks.
Does not belong here: making tables that are missing (schema.py), the revisions themselves, writing them (write.py).

Alembic, because its autogeneration writes most of a revision and its order of revisions is well understood. All pending
revisions run in the caller's one transaction, so readers see the old shape or the new one. A table that no run has
published yet is passed over: publication makes it as declared. A new installation is stamped with the newest revision,
and a warehouse from before there were revisions has the shape of the first one.

A change needs an exclusive lock, if only for a moment, and PostgreSQL queues every new reader behind one who waits for
such a lock. So it is not waited for longer than ``LOCK_TIMEOUT``: behind a forgotten open session, everything is given
back, other readers go on, and the whole is tried again later.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.errors import DependentObjectsStillExist, LockNotAvailable
from sqlalchemy import Connection, column, func, inspect, select, table
from sqlalchemy.exc import DBAPIError

from gcm_pipeline.errors import PipelineError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse import holdings
from gcm_pipeline.warehouse.turns import BusyError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

HOME = Path(__file__).parent
VERSIONS = (HOME / "versions",)
FIRST = "0001"
STAMP = {"version_table": "schema_revision", "version_table_schema": "lineage"}
DESCRIPTION = ROOT / "sql" / "warehouse" / "describe_revision.sql"
HOLDERS = ROOT / "sql" / "warehouse" / "table_holders.sql"
LOCK_TIMEOUT, PAUSE = 3.0, 15.0  # seconds: readers are held up for a fifth of the time at worst


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for work on ``connection``."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(HOME))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, VERSIONS)))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@cache
def _scripts(versions: tuple[Path, ...]) -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(configuration())


def newest() -> str:
    """The revision of the tables as this version declares them."""
    return max(file.name.split("_")[0] for folder in VERSIONS for file in folder.glob("[0-9]*.py"))


def present(connection: Connection) -> str | None:
    """The revision of the warehouse; None for a new one; the first for one from before there were revisions."""
    return _stamped(connection) or (FIRST if inspect(connection).has_table("loads", schema="lineage") else None)


def _stamped(connection: Connection) -> str | None:
    """The revision that is written down in the warehouse."""
    if connection.scalar(select(func.to_regclass("lineage.schema_revision"))) is None:
        return None
    return connection.scalar(select(column("version_num")).select_from(table("schema_revision", schema="lineage")))


def upgrade(connection: Connection) -> None:
    """Bring existing tables to the newest revision, in the caller's transaction; the schemas must be there.

    Raises BusyError when an open session holds a table that has to change, PipelineError when the warehouse is of a
    newer version than this one or a change cannot be made without harm; the caller's transaction must then end.
    """
    now, last = present(connection), newest()
    if now == last and _stamped(connection):  # as on nearly every night: Alembic takes a while to import
        return
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    if _stamped(connection) is None:
        MigrationContext.configure(connection, opts=STAMP).stamp(_scripts(VERSIONS), now or last)
        connection.exec_driver_sql(DESCRIPTION.read_text())
    if now in (None, last):
        return
    if now not in {script.revision for script in _scripts(VERSIONS).walk_revisions()}:
        raise PipelineError(
            f"A newer version of the pipeline has changed the tables of this warehouse (revision {now}; this version "
            f"knows them up to {last}). Install that version, or restore a backup from before."
        )
    before = connection.scalar(select(func.current_setting("lock_timeout")))
    connection.execute(select(func.set_config("lock_timeout", f"{int(LOCK_TIMEOUT * 1000)}ms", True)))
    try:
        command.upgrade(configuration(connection), "head")
    except DBAPIError as error:
        raise _explained(connection, error) from error
    connection.execute(select(func.set_config("lock_timeout", before, True)))
    holdings.forget(connection)


def _explained(connection: Connection, error: DBAPIError) -> Exception:
    detail = getattr(getattr(error.orig, "diag", None), "message_detail", None) or ""
    if isinstance(error.orig, LockNotAvailable):
        return BusyError(f"tables have to change for this version, and {_holders(connection)}", PAUSE)
    if isinstance(error.orig, DependentObjectsStillExist):
        reason = " ".join(detail.split()) or str(error.orig).splitlines()[0]
        return PipelineError(
            f"The tables were left as they are, because something uses a part that goes away: {reason}. "
            "Have its owner change or drop it, then run `gcm-pipeline warehouse upgrade`."
        )
    return error


def _holders(connection: Connection) -> str:
    """Who has a published table open, found by a session of its own as this one's transaction has failed."""
    with connection.engine.connect() as another:
        own = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        rows = another.exec_driver_sql(HOLDERS.read_text(), {"own": own}).all()
    return "; ".join(row.holder for row in rows) or "a session had one of them open"


def build(connection: Connection) -> None:
    """Make every table by running all revisions from the first, as tests and ``write.py`` need it."""
    from alembic import command

    command.upgrade(configuration(connection), "head")
