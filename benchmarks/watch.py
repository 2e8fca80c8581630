"""Running one night as a child process, and watching the memory of the child and of its PostgreSQL server.

Belongs here: the child, its end whatever happens, and the samples. Does not belong here: what is run (night.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from gcm_pipeline.warehouse.embedded import Embedded

EVERY = 0.25
"""Seconds between two samples. Shorter peaks of the server are missed; Python's own peak is told by the system."""
GRACE = 20.0
"""Seconds that a child may take to end when asked to."""


@dataclass
class Night:
    """What a night cost: seconds (``seconds`` by stage), and peaks of memory in bytes (``together``: at one moment)."""

    wall: float
    cpu: float
    python: int
    postgres: int
    together: int
    seconds: defaultdict[str, float]


def night(landing: Path, storage: Path, limit: float) -> Night:
    """Run the job on ``landing`` over ``storage`` and wait for its end, at most ``limit`` seconds.

    Raises RuntimeError with the run's own words when it fails, subprocess.TimeoutExpired when it takes too long.
    """
    began, postgres, together = time.perf_counter(), 0, 0
    with _child([sys.executable, "-m", "benchmarks.night", str(landing), str(storage)], storage) as child:
        while child.poll() is None:
            if time.perf_counter() - began > limit:
                raise subprocess.TimeoutExpired(child.args, limit)
            server = _server_memory(storage)
            postgres, together = max(postgres, server), max(together, server + _memory(child.pid))
            time.sleep(EVERY)
        wall = time.perf_counter() - began
    words = (storage / "night.err").read_text(encoding="utf-8")
    if child.returncode:
        raise RuntimeError(f"The run failed:\n{words.strip()[-2000:]}")
    said = json.loads((storage / "night.json").read_text(encoding="utf-8").splitlines()[-1])
    seconds = defaultdict(float, said["seconds"])
    return Night(wall, said["cpu"], said["memory"], postgres, together, seconds)


@contextmanager
def _child(command: list[str], storage: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The child, gone at the end, and with it the server of ``storage``."""
    storage.mkdir(parents=True, exist_ok=True)
    # Never a warehouse that people read: synthetic rows would replace what is published there.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GCM_")}
    with (storage / "night.json").open("wb") as said, (storage / "night.err").open("wb") as complaints:
        child = subprocess.Popen(command, stdout=said, stderr=complaints, env=environment)
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(GRACE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            Embedded(storage).cluster.stop()


def _server_memory(storage: Path) -> int:
    """Of all processes of the server: pages that several share are counted once."""
    server = Embedded(storage).cluster.postmaster()
    try:
        processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children()] if server else []
    except psutil.NoSuchProcess:
        return 0
    return sum(_memory(process.pid) for process in processes)


def _memory(pid: int) -> int:
    """Proportional set size where the system tells it, else unique set size; 0 for a process that has ended."""
    try:
        found = psutil.Process(pid).memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(found, "pss", found.uss))
