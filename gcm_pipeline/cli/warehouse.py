"""``gcm-pipeline warehouse``: the connection string, a shell, stopping the embedded server.

Belongs here: these three commands. Does not belong here: the server's life cycle (warehouse/embedded.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess

import typer

from gcm_pipeline.cli.options import Storage
from gcm_pipeline.errors import UsageError
from gcm_pipeline.settings import Settings

app = typer.Typer(
    no_args_is_help=True, help="The warehouse's connection string, a shell in it, and stopping its server."
)


@app.command()
def url(storage: Storage = None) -> None:
    """Print the connection string for other programs; the embedded server then runs until `warehouse stop`."""
    typer.echo(_address(storage))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, storage: Storage = None) -> None:
    """Open psql in the warehouse; further arguments are psql's own, such as `-c "select 1"`."""
    from gcm_pipeline.warehouse.embedded import binaries

    address = _address(storage)
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


def _address(storage: Storage) -> str:
    from gcm_pipeline.warehouse.embedded import Embedded

    settings = Settings.from_environment().having(storage=storage)
    if settings.warehouse_url:
        from sqlalchemy import make_url

        return make_url(settings.warehouse_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return Embedded(settings.storage).pin()
