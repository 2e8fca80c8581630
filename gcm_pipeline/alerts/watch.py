"""One look: what the ended runs and the warehouse show now, as messages that nobody has had yet.

Belongs here: when the warehouse is asked, and which causes a look settles. Does not belong here: what counts as a
cause (causes.py, jumps.py), finding ended runs (automation/), sending (delivery.py).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from gcm_pipeline.alerts import causes, evidence, jumps
from gcm_pipeline.alerts.memory import Cause, Memory
from gcm_pipeline.alerts.message import Message
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.reports import checks
from gcm_pipeline.settings import Settings
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse import roles
from gcm_pipeline.warehouse.engine import open_warehouse

log = logging.getLogger(__name__)

REST = 3600.0  # seconds between looks at the warehouse when no run has ended; an embedded server is started for each
PATIENCE = 300.0  # seconds that a warehouse may be away, as for a restart, before people are told
TIMEOUT = 10.0  # seconds for a statement


def look(memory: Memory, ended: Sequence[causes.Ended], settings: Settings, hours: int, now: float) -> list[Message]:
    """Messages about ``ended`` runs (oldest first), late sources and a missed night; ``memory`` is brought up to date.

    Runs wait while the warehouse does not answer, as it knows what became of them; past ``PATIENCE`` they are told by
    what they say for themselves, and looked at again when it answers.
    """
    if not ended and memory.blind_since is None and 0 <= now - memory.looked < REST:
        return []
    known = dict(memory.told)
    try:
        with open_warehouse(settings.warehouse_url, settings.storage) as warehouse:
            with warehouse.engine.connect() as connection:
                prepared = evidence.is_prepared(connection)
            if not prepared:
                messages = _without(memory, ended, settings, now, settled=causes.STANDING)
            else:
                with roles.read_only(warehouse, timeout=TIMEOUT) as connection:
                    messages = _with(memory, ended, connection, settings, hours, now)
    except (PipelineError, SQLAlchemyError, OSError) as error:
        memory.told = known  # what was found before the fault is not sent, and found again by the next look
        if memory.blind_since is None:
            log.warning("Alerts wait, as the warehouse does not answer: %s", _reason(error))
        memory.blind_since = since = memory.blind_since or now
        if now - since < PATIENCE:
            return []
        return _without(memory, ended, settings, now, [causes.blind(_moment(since), _reason(error), ui(settings))])
    memory.blind_since, memory.looked = None, now
    memory.saw((run.run_id, run.updated) for run in ended)
    return messages


def _with(
    memory: Memory,
    ended: Sequence[causes.Ended],
    connection: Connection,
    settings: Settings,
    hours: int,
    now: float,
) -> list[Message]:
    messages = []
    for run in ended:
        load = evidence.published_load(connection, run.run_id)
        failed = checks.failed(connection, run.run_id)
        found = _of_run(run, failed, settings, published=load is not None)
        if load is not None:
            figures, files = evidence.changed_figures(connection, load), evidence.changed_files(connection, load)
            found += [cause for cause in [jumps.jump(load, figures, files, report(settings))] if cause]
        messages += memory.news(found, () if load is None else causes.OF_RUNS, now)
    newest, published = evidence.newest_files(connection), evidence.last_published(connection)
    standing = causes.late(newest, map(load_card, cards()), _moment(now), report(settings))
    standing += causes.missed(published, _moment(memory.since), _moment(now), hours, ui(settings))
    return messages + memory.news(standing, causes.STANDING, now)


def _without(
    memory: Memory,
    ended: Sequence[causes.Ended],
    settings: Settings,
    now: float,
    others: Sequence[Cause] = (),
    settled: Sequence[str] = (),
) -> list[Message]:
    """What runs say for themselves."""
    of_runs = [cause for run in ended for cause in _of_run(run, [], settings, published=None)]
    return memory.news([*of_runs, *others], settled, now)


def _of_run(
    run: causes.Ended, failed: Sequence[checks.Failed], settings: Settings, *, published: bool | None
) -> list[Cause]:
    docs = ("Checks of the run", settings.link(settings.data_docs / "index.html"))
    link = ("The run in Dagster", f"{settings.ui_url.rstrip('/')}/runs/{run.run_id}")
    return causes.of_run(run, failed, published=published, run=link, docs=docs)


def report(settings: Settings) -> causes.Link:
    """Where the figures are."""
    return "The report", settings.link(settings.reports / "stocktaking.html")


def ui(settings: Settings) -> causes.Link:
    """Where runs, schedule and queue are."""
    return "The Dagster UI", settings.ui_url


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _reason(error: Exception) -> str:
    return str(error.orig if hasattr(error, "orig") else error)
