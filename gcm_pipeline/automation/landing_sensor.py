"""The sensor that starts a run when the landing place has changed and is quiet again.

Belongs here: noticing a change. Does not belong here: reading files, or pulling them from elsewhere (the run does).

Its cursor remembers, as digests of names, sizes and dates, what the landing place held when a run was last asked for
and what it held at the last look. A place that still changes is being copied to and is left alone until it has been the
same for the settling time. What cannot be listed is said once in the log, and on every tick, and starts nothing.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator

import dagster as dg
from pydantic import BaseModel, ValidationError

from gcm_pipeline.automation.nightly import nightly
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.landing import Landing, LandingFile, belongs_to
from gcm_pipeline.settings import Settings, Timing

log = logging.getLogger(__name__)


class Cursor(BaseModel):
    """``asked`` is what a run was last asked for, ``seen`` the last look; ``since`` when that was first seen (Unix)."""

    asked: str
    seen: str
    since: float
    problem: str = ""


def digest(files: list[LandingFile]) -> str:
    """Changes when a file comes, goes, or gets another size, date or (behind a URL) token."""
    lines = sorted(f"{file.source_file}\0{file.bytes}\0{file.modified.isoformat()}\0{file.token}" for file in files)
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def look(before: Cursor | None, found: str, now: float, settle: float) -> tuple[Cursor, str | None]:
    """The next cursor, and why no run is to start; None says that one is.

    The first look of all starts nothing: what lies there then waits for the schedule.
    """
    if before is None:
        return Cursor(asked=found, seen=found, since=now), "First look; later changes start a run."
    cursor = before.model_copy(update={"problem": ""})
    if found != before.seen:
        cursor = cursor.model_copy(update={"seen": found, "since": now})
    if found == cursor.asked:
        return cursor, "Nothing changed."
    # A clock that was set back must not make the waiting endless.
    quiet = now - cursor.since if now >= cursor.since else settle
    if quiet < settle:
        return cursor, f"Changed; a run starts when it has been quiet for {settle:.0f} s (now {quiet:.0f} s)."
    return cursor.model_copy(update={"asked": found}), None


def landing_sensor(timing: Timing) -> dg.SensorDefinition:
    """A look at the landing place every ``timing.look_seconds``."""

    @dg.sensor(
        name="landing_changed",
        job=nightly,
        minimum_interval_seconds=timing.look_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts a run when files come, change or go, once they have been quiet for GCM_SETTLE_SECONDS.",
    )
    def landing_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        before = _cursor(context.cursor)
        try:
            found = digest(list(_listing(Landing(Settings.from_environment().landing))))
        except (PipelineError, OSError) as error:
            return _told(before, str(error))
        after, reason = look(before, found, time.time(), timing.settle_seconds)
        if reason is None and _waiting(context.instance):
            return dg.SensorResult(skip_reason="Changed; a run that is waiting in the queue will read it.")
        # The key keeps a daemon that dies between asking and remembering from asking twice.
        requests = [] if reason else [dg.RunRequest(run_key=f"{found}@{after.since}")]
        return dg.SensorResult(run_requests=requests, skip_reason=reason, cursor=after.model_dump_json())

    return landing_changed


def _listing(place: Landing) -> Iterator[LandingFile]:
    """Every file of every folder, and those beside them."""
    for name in sorted({*place.folders, *map(belongs_to, place.beside)}):
        yield from place.files(name)


def _cursor(text: str | None) -> Cursor | None:
    try:
        return Cursor.model_validate_json(text) if text else None
    except ValidationError:  # of another version: as if at the first look
        return None


def _told(before: Cursor | None, problem: str) -> dg.SensorResult:
    if before is None or before.problem != problem:
        log.error("The landing place cannot be looked at: %s", problem)
    cursor = before.model_copy(update={"problem": problem}).model_dump_json() if before else None
    return dg.SensorResult(skip_reason=problem, cursor=cursor)


def _waiting(instance: dg.DagsterInstance) -> bool:
    queued = dg.RunsFilter(job_name=nightly.name, statuses=[dg.DagsterRunStatus.QUEUED])
    return instance.get_runs_count(queued) > 0
