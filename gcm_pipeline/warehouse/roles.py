"""The role of everyone who only reads.

Belongs here: the group ``gcm_analyst``, its login ``gcm_reader``, and running a person's statement as the group.
Does not belong here: how results are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import URL, Connection, func, select
from sqlalchemy.exc import DataError, ProgrammingError

from gcm_pipeline.errors import UsageError
from gcm_pipeline.reference import ROOT

if TYPE_CHECKING:
    from gcm_pipeline.warehouse.engine import Warehouse

ANALYST = "gcm_analyst"
READER = "gcm_reader"
SEARCH_PATH = "mart, core, quality, lineage"
SQL = ROOT / "sql" / "warehouse"
MISSING_TABLE = re.compile(r'relation ".+" does not exist')


def ensure(connection: Connection) -> None:
    """Create the role and grant it what is published, unless that is done. Raises UsageError when the user may not."""
    if connection.exec_driver_sql((SQL / "analyst_ready.sql").read_text()).scalar():
        return
    try:
        statements = (SQL / "analyst_role.sql").read_text()
        connection.exec_driver_sql(statements, execution_options={"no_parameters": True})
    except ProgrammingError as error:
        user = connection.engine.url.username
        raise UsageError(
            f"{str(error.orig).splitlines()[0]}. The warehouse needs the role {ANALYST}. "
            f'Have a database administrator run: CREATE ROLE {ANALYST} NOLOGIN; GRANT {ANALYST} TO "{user}";'
        ) from error


def reader_url(warehouse: Warehouse, own: URL) -> URL:
    """``own``, the URL of the warehouse, with the login ``gcm_reader`` in place of its user, and without a password.

    Raises UsageError where that login does not exist or does not read what is published.
    """
    with warehouse.engine.connect() as connection:
        if not connection.exec_driver_sql((SQL / "reader_ready.sql").read_text()).scalar():
            raise UsageError(
                f"There is no login {READER} in this warehouse. Run the pipeline once, as a user who may create roles, "
                f"or have a database administrator run: CREATE ROLE {READER} LOGIN; GRANT {ANALYST} TO {READER};"
            )
        database = connection.scalar(select(func.current_database()))
    query = {name: value for name, value in own.query.items() if name not in ("user", "password")}
    return URL.create("postgresql", READER, None, host=own.host, port=own.port, database=database, query=query)


@contextmanager
def read_only(warehouse: Warehouse, *, timeout: float = 60.0) -> Iterator[Connection]:
    """A transaction as ``gcm_analyst`` that can't write; one picture of the warehouse for all its statements.

    ``timeout`` bounds each statement, in seconds; 0 lifts the bound. Unqualified names are found in mart, core,
    quality, lineage, in this order. Raises UsageError on a warehouse in which no run has begun yet.
    """
    with warehouse.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        milliseconds = str(int(timeout * 1000))
        settings = {"search_path": SEARCH_PATH, "statement_timeout": milliseconds, "role": ANALYST}
        try:
            connection.execute(select(*(func.set_config(name, value, True) for name, value in settings.items())))
        except (DataError, ProgrammingError) as error:
            raise UsageError(
                f"{str(error.orig).splitlines()[0]}. Run the pipeline once: it makes this role for its user."
            ) from error
        yield connection


def run_statement(connection: Connection, sql: str) -> psycopg.Cursor[Any]:
    """Run the one statement ``sql`` on a ``read_only`` connection; the cursor has its columns and rows.

    It is prepared first, which refuses several statements in one string and tells whether rows will come back: SET,
    DO and the like give none and are refused unrun. This guards against accidents and hasty pasting; what an analyst
    may touch is decided by the role's grants. Raises UsageError with PostgreSQL's message for anything that fails.
    """
    session: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        prepared = session.pgconn.prepare(b"", sql.encode())
        if prepared.status == ExecStatus.FATAL_ERROR:
            raise UsageError(_explain(prepared.error_message.decode(errors="replace")))
        if not session.pgconn.describe_prepared(b"").nfields:
            raise UsageError("That statement returns no rows. The warehouse can only be read: write a SELECT.")
        return session.execute(sql)
    except psycopg.errors.QueryCanceled as error:
        raise UsageError("The statement took too long and was stopped. Ask for less.") from error
    except (psycopg.Error, UnicodeError) as error:
        raise UsageError(_explain(str(error))) from error


def _explain(message: str) -> str:
    if "multiple commands" in message:
        return "One statement at a time: that text holds several."
    said = message.removeprefix("ERROR:").strip()
    if MISSING_TABLE.search(said):
        return f"{said}\nIf no run has published here yet: the first one makes the tables (gcm-pipeline run)."
    return said
