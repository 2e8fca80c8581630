"""Keeping a copy of the warehouse in one file, and making a warehouse from it.

Belongs here: running pg_dump and pg_restore, so that a file or a database is either whole or not there.
Does not belong here: the snapshots of landing files, which are a folder to be copied (docs/upgrades-and-backup.md).

Both are PostgreSQL's own programs: they know every kind of object that analysts may have made. ``staging`` is left out,
as every night builds it anew and may so replace it during a backup.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy.exc import ProgrammingError

from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.reference import ROOT
from gcm_pipeline.warehouse.embedded import binaries
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.schema import STAGING

SQL = ROOT / "sql" / "warehouse"


def back_up(warehouse: Warehouse, file: Path) -> list[str]:
    """Write the whole database to ``file`` in pg_dump's custom format; an earlier file is replaced once that is done.

    Returns the roles, besides the pipeline's own, that a server needs before the file can be restored there.
    Raises UsageError where the file can't be written or no pg_dump fits, PipelineError with pg_dump's words.
    """
    program = _program(warehouse, "pg_dump")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        options = ("--format=custom", f"--exclude-schema={STAGING}", f"--file={unfinished}")
        if complaint := _run(warehouse, program, *options):
            raise _failure(f"{file}: the backup was not written", complaint)
        unfinished.replace(file)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}. Name a file in a folder that can be written.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    with warehouse.engine.connect() as connection:
        return list(connection.exec_driver_sql((SQL / "foreign_roles.sql").read_text()).scalars())


def restore(warehouse: Warehouse, file: Path) -> None:
    """Make an empty database what ``file`` holds, all of it or, after an error, nothing.

    Raises UsageError where the file can't be read, the database is not empty or there is no fitting pg_restore,
    PipelineError with pg_restore's words.
    """
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file. Name one that `gcm-pipeline warehouse backup` wrote.")
    with warehouse.engine.begin() as connection:
        if found := connection.exec_driver_sql((SQL / "first_content.sql").read_text()).scalar():
            raise UsageError(
                f"Database {warehouse.url.database!r} is not empty: it has {found}. A backup goes into an empty one: "
                "name a storage folder that does not exist yet, or have GCM_WAREHOUSE_URL name a new database."
            )
        try:
            connection.exec_driver_sql((SQL / "own_roles.sql").read_text())
        except ProgrammingError as error:
            problem = str(error.orig).splitlines()[0]
            raise UsageError(f"{problem}. Have an administrator run {SQL / 'own_roles.sql'}.") from error
    program = _program(warehouse, "pg_restore")
    if complaint := _run(warehouse, program, "--single-transaction", "--exit-on-error", str(file)):
        raise _failure(f"{file}: nothing was restored", complaint)


def _run(warehouse: Warehouse, program: Path, *arguments: str) -> str | None:
    """Run a program on the warehouse; returns its complaint, or None. The password goes by its environment alone."""
    _, parameters = warehouse.engine.dialect.create_connect_args(warehouse.url)
    parameters.pop("context", None)  # of psycopg, not of libpq
    secret = parameters.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(secret)} if secret else {})
    done = subprocess.run(  # noqa: S603 - programs of PostgreSQL, arguments of ours
        [program, "--no-password", f"--dbname={make_conninfo(**parameters)}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return (done.stderr.strip() or f"exit code {done.returncode}") if done.returncode else None


def _program(warehouse: Warehouse, name: str) -> Path:
    """The oldest of the programs at hand that is not older than the server, which is as near to it as can be.

    Raises UsageError where all are older: pg_dump refuses a newer server.
    """
    with warehouse.engine.connect() as connection:
        server = int((connection.dialect.server_version_info or (0,))[0])
    onpath = shutil.which(name)
    at_hand = [binaries() / name, *([Path(onpath)] if onpath else [])]
    versions = {path: _version(path) for path in at_hand if path.exists()}
    if fitting := [path for path, version in versions.items() if version >= server]:
        return min(fitting, key=versions.__getitem__)
    best = max(versions.values(), default=0)
    raise UsageError(
        f"The server is PostgreSQL {server}, and the newest {name} at hand is {best or 'none'}. Install "
        f"PostgreSQL {server}'s client programs and put them on the PATH."
    )


def _version(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    return int(found.group()) if found else 0


def _failure(what: str, complaint: str) -> PipelineError:
    words = "; ".join(line.strip() for line in complaint.splitlines() if "error:" in line) or complaint
    words = re.sub(r"pg_\w+: (error: )?", "", words)
    if role := re.search(r'role "([^"]+)" does not exist', complaint):
        return PipelineError(f'{what}: the server has no role "{role[1]}". Run CREATE ROLE "{role[1]}"; and try again.')
    if "permission denied" in complaint:
        return PipelineError(
            f"{what}: {words}. Use a user who may, such as a superuser or a member of pg_read_all_data."
        )
    return PipelineError(f"{what}: {words}")
