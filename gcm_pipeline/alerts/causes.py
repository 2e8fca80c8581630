"""What is wrong: a failed run, failed checks, late sources, a missed night, a warehouse that does not answer.

Belongs here: from facts to causes, with their wording; nothing is asked here. Does not belong here: asking the
warehouse (evidence.py), jumps (jumps.py), what was told already (memory.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from gcm_pipeline.alerts.memory import Cause
from gcm_pipeline.alerts.message import Message, shortened
from gcm_pipeline.problems import Problem
from gcm_pipeline.quality.outcomes import ACCEPTED
from gcm_pipeline.reports.checks import Failed
from gcm_pipeline.sources.card import Card

OF_RUNS = ("run", "check", "check-warnings")
"""Kinds that a published run settles: those that it no longer shows are over."""
STANDING = ("late", "missed", "warehouse")
"""Kinds that every look at the warehouse settles."""
VOLATILE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
"""Names of runs, numbers of loads, times: what differs although the cause is the same."""

Link = tuple[str, str]


class Died(NamedTuple):
    """What is known of a run that ended without a word: ``started`` None if it never did, steps begun but not ended."""

    started: datetime | None
    under_way: Sequence[str]
    dagster: str


class Ended(NamedTuple):
    """A run that ended: ``status`` as Dagster names it, ``problems`` with their steps, ``updated`` in Unix time."""

    run_id: str
    status: str
    problems: Sequence[tuple[str, Problem]] = ()
    updated: float = 0.0
    died: Died | None = None


class Newest(NamedTuple):
    """The newest file of a source."""

    source: str
    source_file: str
    modified_at: datetime


def of_run(ended: Ended, failed: Iterable[Failed], *, published: bool | None, run: Link, docs: Link) -> list[Cause]:
    """One cause for each asset with checks that block, one for all warnings, one for what else made the run fail.

    ``published`` None: not known. Warnings of a run that did not publish are about figures that nobody sees, and are
    left out.
    """
    by_asset: dict[str, list[Failed]] = {}
    warnings = []
    for check in failed:
        if check.severity == "error":
            by_asset.setdefault(check.asset, []).append(check)
        else:
            warnings.append(check)
    outcome = _outcome(ended.status, published)
    links = [docs, run]
    causes = [
        _refused(asset, checks, outcome, links)
        if any(check.check_name == ACCEPTED for check in checks)
        else _blocked(asset, checks, outcome, links)
        for asset, checks in by_asset.items()
    ]
    if published and warnings:
        causes.append(_warnings(warnings, links))
    refused = [check.observed for checks in by_asset.values() for check in checks]
    left = [
        (step, problem)
        for step, problem in ended.problems
        if not problem.of_check and not any(text and text in problem.text for text in refused)
    ]
    if left or ended.died or (ended.status != "SUCCESS" and not causes):
        causes.append(_run(ended, left, outcome, run))
    return causes


def _outcome(status: str, published: bool | None) -> str:
    if published is None:
        return f"{status.lower()}; whether it published is not known"
    return "published" if published else f"not published ({status.lower()}); the earlier figures stay"


def _refused(asset: str, checks: list[Failed], outcome: str, links: list[Link]) -> Cause:
    source = asset.removeprefix("raw_")
    said = next(check.observed for check in checks if check.check_name == ACCEPTED)
    others = [_fact(check.check_name, check) for check in checks if check.check_name != ACCEPTED]
    stands = ("Figures", f"what comes from {source} rests on its last good files, if it ever had any")
    facts = [("Refused", said), *shortened(others), stands, ("Run", outcome)]
    # Which file it is, and what is wrong with it, is the cause; numbers that a rule counts are not.
    return Cause(f"check {asset}", said, Message(title=f"New files of {source} were refused", facts=facts, links=links))


def _blocked(asset: str, checks: list[Failed], outcome: str, links: list[Link]) -> Cause:
    facts = [*shortened([_fact(check.check_name, check) for check in checks]), ("Run", outcome)]
    message = Message(title=f"A blocking check failed: {asset}", facts=facts, links=links)
    return Cause(f"check {asset}", "; ".join(sorted(check.check_name for check in checks)), message)


def _warnings(warnings: list[Failed], links: list[Link]) -> Cause:
    names = sorted({f"{check.asset} {check.check_name}" for check in warnings})
    title = f"{len(names)} {'check warns' if len(names) == 1 else 'checks warn'}; the figures were published"
    facts = shortened([_fact(f"{check.asset}, {check.check_name}", check) for check in warnings])
    return Cause("check-warnings", "; ".join(names), Message(title=title, facts=facts, links=links))


def _fact(label: str, check: Failed) -> tuple[str, str]:
    # A suite's check expects what its name says; its arguments as JSON tell nobody more at night.
    expected = "" if check.expected.startswith("{") else f". Expected: {check.expected}"
    return label, f"{check.observed}{expected}"


def _run(ended: Ended, problems: Sequence[tuple[str, Problem]], outcome: str, link: Link) -> Cause:
    if ended.died:
        return _died(ended.died, outcome, link)
    title = "A run was cancelled" if ended.status == "CANCELED" else "A run failed"
    facts = shortened([(step or "Run", problem.text) for step, problem in problems])
    state = "; ".join([ended.status, *(f"{step}: {VOLATILE.sub('#', problem.text)}" for step, problem in problems)])
    return Cause("run", state, Message(title=title, facts=[*facts, ("Outcome", outcome)], links=[link]))


def _died(died: Died, outcome: str, link: Link) -> Cause:
    facts = [
        ("Started", f"{died.started:%Y-%m-%d %H:%M:%S} UTC" if died.started else "not yet"),
        ("Under way", ", ".join(died.under_way) or "no step"),
        ("Likely", "somebody or the system killed its process (out of memory?), or the machine was restarted"),
        ("What to do", "see the logs of the services and of the machine at that time; run again in the UI"),
        ("Dagster says", died.dagster or "nothing"),
        ("Outcome", outcome),
    ]
    # Where it was when it died is chance, not another cause.
    return Cause("run", "died", Message(title="A run ended without saying why", facts=facts, links=[link]))


def late(newest: Iterable[Newest], cards: Iterable[Card], now: datetime, link: Link) -> list[Cause]:
    """One cause for each source whose newest file is older than its card expects; one without files is not used."""
    files = {file.source: file for file in newest}
    causes = []
    for card in cards:
        file, fresh = files.get(card.source), card.freshness
        if file is None or fresh is None or now - file.modified_at <= timedelta(days=fresh.days):
            continue
        facts = [
            (
                "Newest file",
                f"{file.source_file}, of {file.modified_at:%Y-%m-%d} ({(now - file.modified_at).days} days old)",
            ),
            ("Expected", f"one of the last {fresh.days} days. {fresh.reason}"),
            ("From", card.publisher),
        ]
        message = Message(title=f"Source {card.source} is late", facts=facts, links=[link])
        causes.append(Cause(f"late {card.source}", f"{file.source_file} {file.modified_at.isoformat()}", message))
    return causes


def missed(published: datetime | None, since: datetime, now: datetime, hours: int, link: Link) -> list[Cause]:
    """A cause when no run has published for ``hours``, counted from the last one or from when watching began."""
    if now - max(published or since, since) <= timedelta(hours=hours):
        return []
    last = f"{published:%Y-%m-%d %H:%M} UTC" if published else "never"
    facts = [
        ("Last published", last),
        ("Expected", f"at least every {hours} hours (GCM_ALERT_SILENCE_HOURS)"),
        ("What to do", "see in the UI whether the schedule runs, and what waits in the queue"),
    ]
    return [Cause("missed", last, Message(title="No run has published for too long", facts=facts, links=[link]))]


def blind(since: datetime, reason: str, link: Link) -> Cause:
    """The cause that the warehouse has not answered ``since`` then."""
    facts = [("Since", f"{since:%Y-%m-%d %H:%M} UTC"), ("Reason", reason)]
    message = Message(title="The warehouse does not answer", facts=facts, links=[link])
    return Cause("warehouse", "unreachable", message)
