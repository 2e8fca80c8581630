"""Pruning: everything of nights that are no longer kept, in one go between two runs.

Belongs here: which nights are kept, and the order in which their remains go.
Does not belong here: the policy (retention.py), the archive (archive.py), Dagster's records (runs.py).

What a figure rests on is never removed: the newest manifest of a source and its newest accepted one, and the files
behind what is published now. ``lineage`` itself, the record of loads, files, totals and changes, is kept for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import dagster as dg
from sqlalchemy import Connection, delete, func, inspect, select

from gcm_pipeline.history import archive, retention, runs
from gcm_pipeline.history.removal import Removal
from gcm_pipeline.settings import Settings
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.loads import between_runs
from gcm_pipeline.warehouse.tables.lineage import load_files, loads
from gcm_pipeline.warehouse.tables.quality import check_results


class Nights(NamedTuple):
    """The kept nights by their numbers, and by Dagster's names for them."""

    load_ids: list[int]
    run_ids: set[str]


def prune(
    settings: Settings, warehouse: Warehouse, instance: dg.DagsterInstance, now: datetime, *, dry: bool = False
) -> list[Removal]:
    """Remove what is older than ``settings.keep_days`` and not kept for its month; ``dry`` only counts.

    Raises PipelineError while a run is at work.
    """
    since = now - timedelta(days=settings.keep_days)
    with between_runs(warehouse) as connection:
        nights = _nights(connection, since)
        needed = list(_published_files(connection, settings.snapshots))
        removals = [_check_results(connection, nights, dry=dry)]
        for folder in sorted(path for path in settings.snapshots.glob("*") if path.is_dir()):
            behind = [path for source, path in needed if source == folder.name]
            found = archive.prune(Archive(settings.snapshots, folder.name), since, behind, dry=dry)
            removals += [each._replace(what=f"{each.what} of {folder.name}") for each in found]
        removals.append(runs.prune(instance, since, nights.run_ids, dry=dry))
    return [removal for removal in removals if removal.number]


def _nights(connection: Connection, since: datetime) -> Nights:
    """Every load since, whatever became of it, and of the published ones before those that stood at a month's end."""
    rows = connection.execute(select(loads.c.load_id, loads.c.run_id, loads.c.finished_at, loads.c.status)).all()
    published = retention.kept((row.finished_at for row in rows if row.status == "published"), since)
    kept = [
        row
        for row in rows
        if row.finished_at is None
        or row.finished_at >= since
        or (row.status == "published" and row.finished_at in published)
    ]
    return Nights([row.load_id for row in kept], {row.run_id for row in kept})


def _check_results(connection: Connection, nights: Nights, *, dry: bool) -> Removal:
    old = check_results.c.load_id.not_in(nights.load_ids)
    sizes = func.pg_column_size(check_results.table_valued())
    number, size = connection.execute(select(func.count(), func.sum(sizes)).where(old)).one()
    if not dry:
        connection.execute(delete(check_results).where(old))
    return Removal("check results", number, int(size or 0))


def _published_files(connection: Connection, snapshots: Path) -> Iterator[tuple[str, Path]]:
    """Source and archived copy of every file behind what is published now."""
    if not inspect(connection).has_table(load_files.name, schema=load_files.schema):
        return
    newest = select(func.max(load_files.c.load_id)).scalar_subquery()
    columns = load_files.c.source, load_files.c.source_file, load_files.c.sha256
    for source, source_file, sha256 in connection.execute(select(*columns).where(load_files.c.load_id == newest)):
        found = Archive(snapshots, source).find(source_file, sha256)
        if found:
            yield source, found.path
