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
from contextlib import contextmanager
from multiprocessing import get_context

LOOK = 2.0
"""Seconds between two looks of a child at whether its parent is still there."""


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
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes, until the end of the block. Their results are BrokenProcessPool once one was killed."""
    processes = ProcessPoolExecutor(workers, get_context("spawn"), begin, (os.getpid(),))
    try:
        yield processes
    finally:
        processes.shutdown(cancel_futures=True)
