"""``gcm-pipeline warehouse``: the connection string, a shell, stopping the embedded server.

Belongs here: these three commands. Does not belong here: the server's life cycle (warehouse/embedded.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from enum import StrEnum
from typing import Annotated

import typer

from gcm_pipeline.cli.options import Storage
from gcm_pipeline.errors import UsageError
from gcm_pipeline.settings import Settings

app = typer.Typer(
    no_args_is_help=True, help="The warehouse's connection string, a shell in it, and stopping its server."
)


class Role(StrEnum):
    """As whom to connect."""

    OWNER = "owner"
    ANALYST = "analyst"


AsRole = Annotated[Role, typer.Option(help="As whom to connect: the pipeline's own user, or one who can only read.")]


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
