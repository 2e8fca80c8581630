"""``gcm-pipeline warehouse``: the connection string, a shell, upgrade, backup, restore, stopping its server.

Belongs here: these commands. Does not belong here: the server's life cycle (warehouse/embedded.py), what they do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gcm_pipeline.cli.options import Storage, opened
from gcm_pipeline.errors import UsageError
from gcm_pipeline.settings import Settings

app = typer.Typer(
    no_args_is_help=True, help="The warehouse's connection string, a shell in it, its upgrade and backup, its server."
)


class Role(StrEnum):
    """As whom to connect."""

    OWNER = "owner"
    ANALYST = "analyst"


AsRole = Annotated[Role, typer.Option(help="As whom to connect: the pipeline's own user, or one who can only read.")]

BackupFile = Annotated[Path, typer.Argument(help="The file of the backup.", show_default=False)]


@app.command()
def url(role: AsRole = Role.OWNER, storage: Storage = None) -> None:
    """Print the connection string for other programs; the embedded server then runs until `warehouse stop`.

    With `--role analyst` it names the login gcm_reader, which reads mart, core, quality and lineage and writes nowhere.
    """
    typer.echo(_address(storage, role))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, role: AsRole = Role.OWNER, storage: Storage = None) -> None:
    """Open psql in the warehouse; further arguments are psql's own, such as `-c "select 1"`."""
    from gcm_pipeline.warehouse.embedded import binaries

    address = _address(storage, role)
    program = shutil.which("psql") or str(binaries() / "psql")
    schemas = {"PGOPTIONS": "-c search_path=mart,core,quality,lineage"}
    ended = subprocess.run([program, address, *context.args], env=os.environ | schemas, check=False)  # noqa: S603
    raise typer.Exit(ended.returncode)


@app.command()
def upgrade(storage: Storage = None) -> None:
    """Bring the tables to this version's shape, rows and analysts' views kept; every run does so by itself.

    By day it tells who is in the way: an open session, or a view that uses a column which goes away.
    """
    from gcm_pipeline.warehouse import loads

    with opened(storage) as warehouse:
        before, after = loads.upgrade(warehouse, waiting=lambda message: typer.echo(message, err=True))
    was = f", it was {before}" if before not in (None, after) else ""
    typer.echo(f"The warehouse is at revision {after}{was}.")


@app.command()
def backup(file: BackupFile, storage: Storage = None) -> None:
    """Write the whole warehouse, analysts' views included, to one file (pg_dump's custom format)."""
    from gcm_pipeline.warehouse.backup import back_up

    settings = Settings.from_environment().having(storage=storage)
    with opened(storage) as warehouse:
        others = back_up(warehouse, file)
    typer.echo(f"{file}: written, {file.stat().st_size:,} bytes.")
    if others:
        typer.echo(f"A server on which it is restored needs these roles first: {', '.join(others)}.")
    typer.echo(f"Keep the files that were read as well, for `run --as-of`: {settings.snapshots}")


@app.command()
def restore(file: BackupFile, storage: Storage = None) -> None:
    """Make an empty warehouse (a new storage folder, a new database) what a backup holds, and upgrade it."""
    from gcm_pipeline.warehouse import loads
    from gcm_pipeline.warehouse.backup import restore as bring_back

    settings = Settings.from_environment().having(storage=storage)
    with opened(storage) as warehouse:
        bring_back(warehouse, file)
        _, revision = loads.upgrade(warehouse)
    typer.echo(f"{file}: restored; the warehouse is at revision {revision}.")
    typer.echo(f"Put the files that were read back as well, for `run --as-of`: {settings.snapshots}")


@app.command()
def stop(storage: Storage = None) -> None:
    """Stop the embedded server; open sessions end."""
    from gcm_pipeline.warehouse.embedded import Embedded

    settings = Settings.from_environment().having(storage=storage)
    if settings.warehouse_url:
        raise UsageError(
            "GCM_WAREHOUSE_URL names a server of its own, which only its administrator stops. Unset it first."
        )
    Embedded(settings.storage).stop()
    typer.echo("The embedded server is stopped.")


def _address(storage: Storage, role: Role) -> str:
    from sqlalchemy import make_url

    from gcm_pipeline.warehouse import roles
    from gcm_pipeline.warehouse.embedded import Embedded
    from gcm_pipeline.warehouse.engine import open_warehouse

    settings = Settings.from_environment().having(storage=storage)
    own = make_url(settings.warehouse_url) if settings.warehouse_url else make_url(Embedded(settings.storage).pin())
    if role is Role.OWNER:
        return own.set(drivername="postgresql").render_as_string(hide_password=False)
    with open_warehouse(settings.warehouse_url, settings.storage) as warehouse:
        return roles.reader_url(warehouse, own).render_as_string(hide_password=False)
