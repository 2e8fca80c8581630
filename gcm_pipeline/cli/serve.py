"""``gcm-pipeline serve``: the Dagster UI, the daemon with schedule and sensor, and the code server.

Belongs here: arguments. Does not belong here: starting and stopping them (services.py).
"""

from __future__ import annotations

from typing import Annotated

import typer

from gcm_pipeline import logs
from gcm_pipeline.cli.options import Sources, Storage
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.services import Service, Services
from gcm_pipeline.settings import Settings


def serve(
    service: Annotated[
        Service | None, typer.Argument(help="Only this one, as a unit or a container does.", show_default=False)
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(help="Address that the UI and the pages, or `serve code`, listen on.", show_default="127.0.0.1"),
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the UI.")] = 3000,
    pages_port: Annotated[
        int,
        typer.Option(help="Port of the reports and Data Docs; links of other runs lead to GCM_PAGES_URL."),
    ] = 3001,
    check: Annotated[bool, typer.Option("--check", help="Only say by exit code 0 or 1 whether it is up.")] = False,
    landing: Annotated[
        str | None, typer.Option(help="Folder or URL of the raw files [GCM_LANDING].", show_default=False)
    ] = None,
    storage: Storage = None,
    sources: Sources = None,
) -> None:
    """Open the Dagster UI, with the daemon that runs the schedule and watches the landing place, until Ctrl-C.

    Runs of `gcm-pipeline run` on the same storage show there too. When one of the services ends, all are stopped, with
    exit code 1.
    """
    logs.begin()
    settings = Settings.from_environment().having(landing=landing, storage=storage, sources=sources)
    services = Services.prepare(settings, host=host, port=port, pages_port=pages_port, alone=service)
    chosen = [service] if service else [*Service]
    if not check:
        services.run(chosen, lambda: typer.echo(_up(services, chosen), err=True))
    elif down := [each for each in chosen if not services.is_up(each)]:
        raise PipelineError(f"Not up: {', '.join(down)}.")


def _up(services: Services, chosen: list[Service]) -> str:
    ui = f"; the UI is at {services.address}" if Service.WEBSERVER in chosen else ""
    pages = f"; the reports are at {services.pages_address}" if Service.PAGES in chosen else ""
    return f"Up: {', '.join(chosen)}{ui}{pages}. Ctrl-C stops."
