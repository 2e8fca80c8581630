"""Documents read in child processes, each within bounds of time and memory, on all cores.

A document that hangs, eats memory or takes its process down is refused; the other documents go on. Workers are used for
many documents, so that starting one is paid once.

Belongs here: the processes and their bounds. Does not belong here: what is done with a document (tasks.py).
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

import psutil
from pebble import ProcessExpired, ProcessPool

from gcm_pipeline.children import cores
from gcm_pipeline.documents.document import UnreadableError
from gcm_pipeline.errors import PipelineError

Key = TypeVar("Key")
_GRACE = 30
"""Seconds after which a child whose parent is gone ends itself."""
_DOCUMENTS_OF_A_WORKER = 250
"""Then it is replaced, so that what libraries never give back does not add up."""


@dataclass(frozen=True)
class Bounds:
    """What one document may take: seconds by the clock, and MiB beside what the worker needs to start with."""

    seconds: float
    mebibytes: int


def run(
    task: Callable[..., Any],
    work: Iterable[tuple[Key, tuple[Any, ...]]],
    bounds: Bounds,
    *,
    workers: int | None = None,
    prepare: Callable[[], None] | None = None,
) -> Iterator[tuple[Key, Any]]:
    """Call ``task`` with the arguments of each piece of work; yield key and result as they are done.

    The result of a document that was not read is an UnreadableError, which is not raised. No more results
    are held than twice the number of workers. ``prepare`` is called once in each worker.
    Rules of UnreadableError here: ``took-too-long``, ``took-too-much-memory``, ``reader-crashed``. Raises PipelineError
    when there are no processes to be had.
    """
    pieces = iter(work)
    workers = workers or cores()
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=_DOCUMENTS_OF_A_WORKER,
        initializer=_begin,
        initargs=(bounds, prepare),
        context=get_context("spawn"),
    )
    waiting: dict[Future[Any], Key] = {}
    try:
        while True:
            for key, arguments in islice(pieces, 2 * workers - len(waiting)):
                waiting[pool.submit(_bounded, bounds.seconds, task, bounds.seconds, *arguments)] = key
            if not waiting:
                break
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(done), _outcome(done, bounds)
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _outcome(done: Future[Any], bounds: Bounds) -> Any:
    try:
        return done.result()
    except UnreadableError as refused:
        return refused
    except TimeoutError:
        return UnreadableError(
            "took-too-long", f"Reading it took more than {bounds.seconds:,.0f} s. Export it again, or split it."
        )
    except MemoryError:
        problem = f"Reading it took more than {bounds.mebibytes:,} MiB. Export it again, or split it."
        return UnreadableError("took-too-much-memory", problem)
    except BrokenProcessPool as error:
        problem = "The processes that read documents cannot be started, or were ended from outside"
        raise PipelineError(
            f"{problem} ({error}). Look for other heavy programs on this machine, and run again."
        ) from error
    except ProcessExpired as error:
        problem = f"Reading it ended the process ({_cause(error.exitcode)}): the file is damaged, or "
        return UnreadableError("reader-crashed", f"{problem}needs more than {bounds.mebibytes:,} MiB. Export it again.")


def _cause(exit_code: int | None) -> str:
    with suppress(ValueError):
        return signal.Signals(-(exit_code or 0)).name
    return f"exit code {exit_code}"


def _begin(bounds: Bounds, prepare: Callable[[], None] | None) -> None:
    """In the child: load what all documents need, then bound what any may take beside it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends also while a library is at work
    if prepare:
        prepare()
    if sys.platform != "darwin":  # which refuses such a limit
        most = psutil.Process().memory_info().vms + (bounds.mebibytes << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bounded(task: Callable[..., Any], seconds: float, *arguments: Any) -> Any:
    """In the child: an alarm of its own ends it should the parent be gone, killed perhaps, before the time is over."""
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
    try:
        return task(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
