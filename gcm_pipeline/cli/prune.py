"""``gcm-pipeline prune``: remove what is kept of nights that are long past.

Belongs here: arguments, and saying what was removed. Does not belong here: the policy (history/).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from gcm_pipeline.cli.options import Storage
from gcm_pipeline.cli.query import as_table
from gcm_pipeline.settings import Settings


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    storage: Storage = None,
) -> None:
    """Remove snapshots, check results and Dagster's runs older than GCM_KEEP_DAYS (92), but for the end of each month.

    Every run does so when it has published. What stands behind published figures is never removed.
    """
    import dagster as dg

    from gcm_pipeline.history.prune import prune as remove
    from gcm_pipeline.instance import prepare_dagster
    from gcm_pipeline.warehouse.engine import open_warehouse

    settings = Settings.from_environment().having(storage=storage)
    prepare_dagster(settings)
    with (
        open_warehouse(settings.warehouse_url, settings.storage) as warehouse,
        dg.DagsterInstance.get() as instance,
    ):
        removals = remove(settings, warehouse, instance, datetime.now(UTC), dry=dry_run)
    if removals:
        title = "Would be removed" if dry_run else "Removed"
        Console().print(as_table(["what", "number", "bytes"], removals, title))
    else:
        typer.echo(f"Nothing is older than {settings.keep_days} days and not kept for its month.")
