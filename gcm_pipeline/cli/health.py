"""``gcm-pipeline health`` and ``gcm-pipeline metrics``: what operators and their programs ask.

Belongs here: both commands' arguments and printing. Does not belong here: what is asked (health.py, metrics.py).
"""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from gcm_pipeline.cli.options import Storage
from gcm_pipeline.cli.query import printable
from gcm_pipeline.settings import Settings

if TYPE_CHECKING:
    from gcm_pipeline.health import Look


class Format(StrEnum):
    """How the looks are printed."""

    TEXT = "text"
    JSON = "json"


def health(
    max_age_hours: Annotated[float, typer.Option(min=0, help="How long ago the last publication may be.")] = 26.0,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TEXT,
    storage: Storage = None,
) -> None:
    """Say whether all is well, a line for each thing looked at, by exit code 0 (well) or 1 (not).

    It starts no server: the embedded one rests between runs, and what the last run left tells of it.
    """
    from gcm_pipeline.health import examine

    looks = examine(Settings.from_environment().having(storage=storage), timedelta(hours=max_age_hours))
    well = all(look.well for look in looks)
    if form is Format.JSON:
        checks = [look._asdict() | {"remedy": "" if look.well else look.remedy} for look in looks]
        typer.echo(json.dumps({"well": well, "checks": checks}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(map(_line, looks)))
    raise typer.Exit(0 if well else 1)


def _line(look: Look) -> str:
    text = look.found if look.well else f"{look.found.rstrip('.')}. {look.remedy}"
    return printable(f"{'OK' if look.well else 'FAIL':<5}{look.name}: {' '.join(text.split())}")


def metrics(storage: Storage = None) -> None:
    """Print metrics for Prometheus, as OpenMetrics text.

    Each run also leaves them in `metrics/gcm_pipeline.prom` below the storage folder, for node_exporter's collector of
    text files.
    """
    from gcm_pipeline.metrics import text

    typer.echo(text(Settings.from_environment().having(storage=storage)).decode(), nl=False)
