"""Running a night or a rival as a child process, and watching the memory of its processes and of PostgreSQL.

Belongs here: the child, its end whatever happens, the samples. Does not belong here: what is run (night.py, rivals/).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from gcm_pipeline.warehouse.embedded import Embedded

EVERY, SHARE = 0.25, 0.05
"""Seconds between two samples, and the share of the time that taking them may cost those who are watched.

Shorter peaks are missed.
"""
OUTPUT, ERRORS = "child.out", "child.err"
SILENT = {"DO_NOT_TRACK": "1", "RUNTIME__DLTHUB_TELEMETRY": "false"}
"""Nothing that is measured calls home."""
UNWANTED = ("GCM_", "PYTHONDONTWRITEBYTECODE")
"""Settings that a user would not have: with the second, every start compiles the package anew."""
GRACE = 20.0
"""Seconds that a child may take to end when asked to."""


@dataclass
class Cost:
    """Seconds by the clock, peaks of memory in bytes (``together``: at one moment), and what was said on stdout.

    ``command`` is that of the command with all processes below it, at one moment too.
    """

    wall: float
    command: int
    postgres: int
    together: int
    said: str


@dataclass
class Night:
    """What a night cost: seconds (``seconds`` by stage), and peaks of memory in bytes (``together``: at one moment)."""

    wall: float
    cpu: float
    python: int
    postgres: int
    together: int
    seconds: defaultdict[str, float]

    @property
    def between_steps(self) -> float:
        """Seconds outside of all steps: imports, Dagster, server."""
        return self.wall - sum(self.seconds.values())


def night(landing: Path, storage: Path, limit: float, memory_mib: int | None = None) -> Night:
    """Run the job on ``landing`` over ``storage`` to its end, at most ``limit`` seconds. Raises as ``watched`` does.

    With ``memory_mib``, Python is asked to take no more.
    """
    command = [sys.executable, "-m", "benchmarks.night", str(landing), str(storage)]
    asked = {"GCM_MEMORY_MIB": str(memory_mib)} if memory_mib else {}
    cost = watched(command, storage, storage, limit, asked)
    said = json.loads(cost.said.splitlines()[-1])
    seconds = defaultdict(float, said["seconds"])
    return Night(cost.wall, said["cpu"], cost.command, cost.postgres, cost.together, seconds)


def watched(
    command: list[str], folder: Path, storage: Path, limit: float, asked: Mapping[str, str] | None = None
) -> Cost:
    """Run ``command``, with its output in ``folder``, while the server of ``storage`` is watched too.

    ``asked`` are settings for it, the only ones that it gets. Raises RuntimeError with its own words when it fails,
    subprocess.TimeoutExpired after ``limit`` seconds.
    """
    began, own, postgres, together = time.perf_counter(), 0, 0, 0
    with _child(command, folder, storage, asked or {}) as child:
        while child.poll() is None:
            if time.perf_counter() - began > limit:
                raise subprocess.TimeoutExpired(child.args, limit)
            looked = time.process_time()
            server, tree = _server_memory(storage), tree_memory(child.pid)
            own, postgres, together = max(own, tree), max(postgres, server), max(together, server + tree)
            with suppress(subprocess.TimeoutExpired):  # the end is noticed at once
                child.wait(max(EVERY, (time.process_time() - looked) / SHARE))
        wall = time.perf_counter() - began
    if child.returncode:
        words = (folder / ERRORS).read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{command[2]} failed:\n{words.strip()[-2000:]}")
    return Cost(wall, own, postgres, together, (folder / OUTPUT).read_text(encoding="utf-8"))


@contextmanager
def _child(
    command: list[str], folder: Path, storage: Path, asked: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """The child, gone at the end, and with it the server of ``storage``."""
    folder.mkdir(parents=True, exist_ok=True)
    # Never a warehouse that people read: synthetic rows would replace what is published there.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(UNWANTED)} | SILENT | asked
    with (folder / OUTPUT).open("wb") as said, (folder / ERRORS).open("wb") as complaints:
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


def tree_memory(pid: int) -> int:
    """Of a process and all below it, in bytes; pages that several share are counted once."""
    try:
        below = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return 0
    return _memory(pid) + sum(_memory(process.pid) for process in below)


def _memory(pid: int) -> int:
    """Proportional set size where the system tells it, else unique set size; 0 for a process that has ended."""
    try:
        found = psutil.Process(pid).memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(found, "pss", found.uss))
