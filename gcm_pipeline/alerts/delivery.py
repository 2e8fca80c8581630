"""Handing messages over: each place by itself, again after a pause, within bounds, else at a later look.

Belongs here: tries, pauses and queues. Does not belong here: the form of a message, what is told.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_exponential_jitter,
)

from gcm_pipeline.alerts import mail, slack, teams, webhook
from gcm_pipeline.alerts.faults import NotSentError
from gcm_pipeline.alerts.memory import Queue
from gcm_pipeline.alerts.message import Message
from gcm_pipeline.alerts.places import Alerting

log = logging.getLogger(__name__)

Send = Callable[[Message], None]
TRIES = 3
PAUSE = 5.0  # the longest, in seconds; a place that asks for more is left alone until then
BUDGET = 15.0  # seconds in which a look begins to send, and a message is begun again; Dagster gives a sensor 60
FIRST, LAST = 60.0, 3600.0  # seconds until a place that failed is tried again; doubled each time


def senders(alerting: Alerting) -> dict[str, Send]:
    """By name of the place, how a message gets there."""
    found: dict[str, Send] = {}
    if alerting.mail:
        found["e-mail"] = partial(mail.send, mailbox=alerting.mail)
    if alerting.slack:
        found["Slack"] = partial(_post, alerting.slack, slack.compose)
    if alerting.teams:
        found["Teams"] = partial(_post, alerting.teams, teams.compose)
    return found


def _post(url: str, compose: Callable[[Message], dict[str, Any]], message: Message) -> None:
    webhook.post(url, compose(message))


def queue(sending: Iterable[str], queues: dict[str, Queue], messages: Sequence[Message]) -> None:
    """Let ``messages`` wait for every place; what waited for places that are no longer set is forgotten."""
    for name in queues.keys() - set(sending):
        del queues[name]
    for name in sending:
        if given_up := queues.setdefault(name, Queue()).put(messages):
            log.error("%d alerts that waited for %s were given up: too many wait.", given_up, name)


def deliver(sending: Mapping[str, Send], queues: dict[str, Queue], now: float) -> None:
    """Send what waits in each queue, places beside one another; what cannot be sent stays in it."""
    due = {name: queue for name, queue in queues.items() if queue.messages and queue.not_before <= now}
    if due:
        with ThreadPoolExecutor(len(due)) as pool:
            list(pool.map(lambda name: _empty(name, sending[name], due[name], now), due))


def once(send: Send, message: Message) -> None:
    """Send with up to ``TRIES`` tries; NotSentError, of the last one."""
    stop = stop_after_attempt(TRIES) | stop_after_delay(BUDGET)
    again = Retrying(retry=retry_if_exception(_may_pass), stop=stop, wait=_pause, reraise=True)
    again(send, message)


def _empty(name: str, send: Send, queue: Queue, now: float) -> None:
    begun = time.monotonic()
    while queue.messages and time.monotonic() - begun < BUDGET:
        try:
            once(send, queue.messages[0])
        except NotSentError as fault:
            queue.failures += 1
            grown = min(FIRST * 2 ** min(queue.failures - 1, 10), LAST)
            queue.not_before = now + max(grown, min(fault.wait or 0.0, LAST))
            if queue.problem != str(fault):
                log.error("An alert could not be sent by %s: %s. It is kept and tried again.", name, fault)
            queue.problem = str(fault)
            return
        queue.messages.pop(0)
        queue.failures, queue.problem = 0, ""


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, NotSentError) and not error.lasting and (error.wait or 0.0) <= PAUSE


def _pause(state: RetryCallState) -> float:
    fault = state.outcome.exception() if state.outcome else None
    asked = fault.wait if isinstance(fault, NotSentError) else None
    return wait_exponential_jitter(0.5, max=PAUSE, jitter=0.5)(state) if asked is None else asked
