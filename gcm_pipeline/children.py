"""Child processes for work that keeps a core busy in Python.

Belongs here: how many there may be, how they begin and end. Does not belong here: what they do.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

from gcm_pipeline.errors import PipelineError

LOOK = 2.0
"""Seconds between two looks of a child at whether its parent is still there."""
ENDED = "was ended from outside. Look for other heavy programs on this machine, and run again."


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begin(parent: int) -> None:
    """In the child: leave Ctrl-C to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def pool(workers: int, what: str) -> Iterator[ProcessPoolExecutor]:
    """Processes that work until the end of the block. Raises PipelineError when one of them is ended from outside.

    ``what`` says in its message what they do.
    """
    processes = ProcessPoolExecutor(workers, get_context("spawn"), begin, (os.getpid(),))
    try:
        yield processes
    except BrokenProcessPool as error:
        raise PipelineError(f"A process that {what} {ENDED}") from error
    finally:
        processes.shutdown(cancel_futures=True)
