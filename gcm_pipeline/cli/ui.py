"""``gcm-pipeline ui``: the Dagster UI and daemon over the same storage.

Belongs here: starting them. Does not belong here: what they show.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from gcm_pipeline.cli.options import Storage
from gcm_pipeline.reference import ROOT
from gcm_pipeline.settings import Settings


def ui(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 3000,
    landing: Annotated[
        str | None, typer.Option(help="Folder or URL of the raw files [GCM_LANDING].", show_default=False)
    ] = None,
    storage: Storage = None,
) -> None:
    """Open the Dagster UI, with the daemon that runs the schedule, until Ctrl-C.

    Runs of `gcm-pipeline run` on the same storage show there too.
    """
    from gcm_pipeline.nightly import prepare_dagster

    prepare_dagster(Settings.from_environment().having(landing=landing, storage=storage))
    dagster = str(Path(sys.executable).with_name("dagster"))
    os.chdir(ROOT)
    os.execv(dagster, [dagster, "dev", "-w", str(ROOT / "workspace.yaml"), "-h", host, "-p", str(port)])  # noqa: S606
