"""Whether the pipeline is well, looked at one thing after the other, each with what to do.

Belongs here: what counts as well. Does not belong here: measuring (measures/) and how it is shown (cli/health.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from gcm_pipeline import daemon
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.measures import disk, kept
from gcm_pipeline.measures.facts import Facts
from gcm_pipeline.settings import Settings

REMADE = ("warehouse", "frames", "reports", "data-docs")
"""Folders that a run writes anew: it may need as much room again while the old content is still there."""
LEAST_FREE = 256 << 20  # bytes; the server of the warehouse alone keeps some 100 MB of log
WRITING = timedelta(minutes=15)  # between a publication and its pages, at a million projects


class Look(NamedTuple):
    """One thing looked at: ``found`` in a few words, and ``remedy`` where it is not well."""

    name: str
    well: bool
    found: str
    remedy: str = ""


def examine(settings: Settings, longest: timedelta) -> list[Look]:
    """All looks, in order; ``longest`` is how long ago the last publication may be. Starts no server."""
    looks = list(_storage(settings))
    try:
        facts = kept.present(settings)
    except (PipelineError, OSError) as error:
        looks.append(Look("warehouse", well=False, found=str(error), remedy="Until then nothing can run."))
    else:
        looks += _warehouse(settings, facts, longest) if facts else [_nothing(settings)]
    return [*looks, _daemon(settings)]


def _storage(settings: Settings) -> Iterator[Look]:
    name = "storage"
    try:
        with tempfile.TemporaryFile(dir=settings.storage) as file:
            file.write(b"\0")
        taken = disk.measure(settings.storage)
    except OSError as error:
        remedy = "Mend it, or name another folder by GCM_STORAGE; the first run makes it."
        yield Look(name, well=False, found=f"{settings.storage}: {error.strerror}", remedy=remedy)
        return
    yield Look(name, well=True, found=f"{settings.storage} can be written")
    needed = max(LEAST_FREE, sum(taken.parts.get(part, 0) for part in REMADE))
    found = f"{_mebibytes(taken.free)} free, a run may need {_mebibytes(needed)}"
    yield Look("disk", taken.free >= needed, found, "Make room: the next run may not end.")


def _mebibytes(count: int) -> str:
    return f"{count / (1 << 20):,.0f} MiB"


def _nothing(settings: Settings) -> Look:
    found = f"no run has ended yet in {settings.storage}"
    return Look("warehouse", well=False, found=found, remedy="Run the pipeline once: gcm-pipeline run.")


def _warehouse(settings: Settings, facts: Facts, longest: timedelta) -> Iterator[Look]:
    server = "the server answers" if settings.warehouse_url else "the embedded server answers, or rests between runs"
    yield Look("warehouse", well=True, found=server)
    yield _publication(facts.last_publication, longest)
    yield _last_run(facts, longest)
    yield _pages(settings, facts.last_publication)
    stale = [each.source for each in facts.sources if each.stale]
    found = f"earlier files stand in for {', '.join(stale)}" if stale else f"all {len(facts.sources)} as they landed"
    remedy = "gcm-pipeline run says which file was refused and why; mend it in the landing place."
    yield Look("sources", not stale, found, remedy)


def _publication(at: datetime | None, longest: timedelta) -> Look:
    name, remedy = "publication", "Look at the last runs in the Dagster UI, and whether the schedule is at work."
    if at is None:
        return Look(name, well=False, found="nothing has been published yet", remedy=remedy)
    age = datetime.now(UTC) - at
    found = f"{at:%Y-%m-%d %H:%M} UTC, {_hours(age)} ago; {_hours(longest)} are allowed"
    return Look(name, age <= longest, found, remedy)


def _hours(length: timedelta) -> str:
    return f"{length.total_seconds() / 3600:.1f} hours"


def _last_run(facts: Facts, longest: timedelta) -> Look:
    name, run = "last run", facts.last_run
    if run is None:
        return Look(name, well=False, found="none yet", remedy="Run the pipeline once: gcm-pipeline run.")
    failing = facts.failing_checks
    found = (
        f"load {run.load_id}, begun {run.started_at:%Y-%m-%d %H:%M} UTC, is {run.status}; "
        f"{failing['error']} errors and {failing['warning']} warnings of checks"
    )
    well = run.status == "published" or (run.status == "running" and datetime.now(UTC) - run.started_at <= longest)
    return Look(name, well, found, "See quality.check_results of this load, and its run in the Dagster UI.")


def _pages(settings: Settings, published: datetime | None) -> Look:
    """People read pages, not tables: those of the last publication must be there soon after it."""
    name, page = "pages", settings.reports / "stocktaking.html"
    written = datetime.fromtimestamp(page.stat().st_mtime, UTC) if page.is_file() else None
    found = f"written {written:%Y-%m-%d %H:%M} UTC" if written else "none written yet"
    missing = published is not None and (written is None or written < published)
    well = not missing or published is None or datetime.now(UTC) - published <= WRITING
    return Look(name, well, found, "The report failed after the last publication: see its run in the Dagster UI.")


def _daemon(settings: Settings) -> Look:
    """A daemon must be at work where Dagster's records are on a server, as in a deployment; elsewhere it may be."""
    name, remedy = "daemon", "Start it: gcm-pipeline serve daemon, or its unit or container."
    try:
        reported = daemon.reports(settings)
    except PipelineError as error:
        return Look(name, well=False, found=str(error), remedy="Without it no schedule fires.")
    if reported.live:
        return Look(name, well=True, found="all of its parts have reported lately")
    if settings.dagster_url:
        latest = max(reported.heartbeats.values(), default=None)
        found = f"last heard of {latest:%Y-%m-%d %H:%M} UTC" if latest else "has never reported"
        return Look(name, well=False, found=found, remedy=remedy)
    return Look(name, well=True, found="none is at work here, so something else must start the runs")
