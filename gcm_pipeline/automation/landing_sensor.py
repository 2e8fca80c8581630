"""The sensor that starts a run when the landing place or a remote place has changed and is quiet again.

Belongs here: noticing a change. Does not belong here: reading files, or pulling them from elsewhere (the run does).

Its cursor remembers, as a digest of names, sizes and dates per source, what there was when a run was last asked for and
at the last look. A place that still changes is being copied to and is left alone until it has been the same for the
settling time. A source that cannot be listed counts as unchanged and leaves the others alone; that is said once in the
log, and on every tick.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable

import dagster as dg
from pydantic import BaseModel, ValidationError

from gcm_pipeline.assets.resources import PipelineSettings
from gcm_pipeline.automation.nightly import nightly
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.landing import LandingFile
from gcm_pipeline.remote.places import Seen
from gcm_pipeline.settings import Timing
from gcm_pipeline.sources.card import cards, load_card

log = logging.getLogger(__name__)


class Cursor(BaseModel):
    """``asked`` is what a run was last asked for, ``seen`` the last look; ``since`` when that was first seen (Unix)."""

    asked: dict[str, str]
    seen: dict[str, str]
    since: float
    problem: str = ""


def digest(files: Iterable[LandingFile]) -> str:
    """Changes when a file comes, goes, or gets another size, date or (behind a URL) token."""
    lines = sorted(f"{file.source_file}\0{file.bytes}\0{file.modified.isoformat()}\0{file.token}" for file in files)
    return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


def look(before: Cursor | None, found: dict[str, str], now: float, settle: float) -> tuple[Cursor, str | None]:
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
            seen = _seen()
        except (PipelineError, OSError) as error:
            return _told(before, str(error))
        found = {source: digest(there.files) for source, there in seen.items() if not there.problem}
        problem = "; ".join(there.problem for there in seen.values() if there.problem)
        if problem:
            before = _remembering(before, problem)
            found = before.seen | found if before else found
        after, reason = look(before, found, time.time(), timing.settle_seconds)
        if reason is None and _waiting(context.instance):
            return dg.SensorResult(skip_reason="Changed; a run that is waiting in the queue will read it.")
        after = after.model_copy(update={"problem": problem})
        reason = f"{reason} {problem}" if reason and problem else reason
        # The key keeps a daemon that dies between asking and remembering from asking twice.
        key = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()
        requests = [] if reason else [dg.RunRequest(run_key=f"{key}@{after.since}")]
        return dg.SensorResult(run_requests=requests, skip_reason=reason, cursor=after.model_dump_json())

    return landing_changed


def _seen() -> dict[str, Seen]:
    """What is there now of every source."""
    places = PipelineSettings().places()
    assert places is not None, "nothing is read as of an earlier day by itself"
    return places.now(cards(), lambda source, name: load_card(source).accepts(name))


def _cursor(text: str | None) -> Cursor | None:
    try:
        return Cursor.model_validate_json(text) if text else None
    except ValidationError:  # of another version: as if at the first look
        return None


def _told(before: Cursor | None, problem: str) -> dg.SensorResult:
    cursor = _remembering(before, problem)
    return dg.SensorResult(skip_reason=problem, cursor=cursor.model_dump_json() if cursor else None)


def _remembering(before: Cursor | None, problem: str) -> Cursor | None:
    """The cursor with the problem in it, which is logged when it is new."""
    if before is None or before.problem != problem:
        log.error("A place cannot be looked at: %s", problem)
    return before.model_copy(update={"problem": problem}) if before else None


def _waiting(instance: dg.DagsterInstance) -> bool:
    queued = dg.RunsFilter(job_name=nightly.name, statuses=[dg.DagsterRunStatus.QUEUED])
    return instance.get_runs_count(queued) > 0
