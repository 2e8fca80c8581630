"""A run of the pipeline in a process of its own, which can be killed at a chosen moment.

Belongs here: starting, watching and killing it. Does not belong here: when it is killed, and what should come of it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from unittest import mock

import psutil

from gcm_pipeline import cli
from gcm_pipeline.cli.display import Display
from gcm_pipeline_tests.integration.runs import PATIENCE, Place, short_nights

# Children of a server that has the imports behind it: a run of them starts at once, and is killed while it works.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["gcm_pipeline.definitions", "great_expectations", "gcm_pipeline.cli"])
BEGUN = "(before the first step)"


def _run(environment: dict[str, str], log: str, *, short: bool) -> None:
    """``gcm-pipeline run``, leading a process group of its own; its words go to ``log``, its steps to ``log``.steps."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    file, steps = (os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND) for name in (log, f"{log}.steps"))
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.argv = ["gcm-pipeline", "run"]
    start = Display.start

    def told(display: Display, step: str) -> None:
        os.write(steps, f"{time.monotonic()} {step}\n".encode())
        start(display, step)

    with ExitStack() as changed:
        changed.enter_context(mock.patch.object(Display, "start", told))
        if short:
            changed.enter_context(short_nights())
        os.write(steps, f"{time.monotonic()} {BEGUN}\n".encode())
        cli.main()


@dataclass(frozen=True)
class Running:
    """A run that is under way, or has ended."""

    process: ForkServerProcess
    log: Path

    @property
    def said(self) -> str:
        """All that it has written."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    @property
    def steps(self) -> list[tuple[float, str]]:
        """When (of the monotonic clock) it started which step."""
        file = self.log.with_name(f"{self.log.name}.steps")
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [(float(moment), step) for moment, _, step in (line.partition(" ") for line in lines)]

    def wait_for(self, step: str) -> None:
        """Until ``step`` starts, or the run ends."""
        give_up = time.monotonic() + PATIENCE
        while self.process.is_alive() and time.monotonic() < give_up:
            if any(started == step for _, started in self.steps):
                return
            time.sleep(0.005)

    def kill(self) -> str:
        """End the whole process group at once, as no program can prevent; returns the step that it was at."""
        if self.process.is_alive() and self.process.pid:
            with suppress(ProcessLookupError):  # it may end by itself just now
                os.killpg(self.process.pid, signal.SIGKILL)
        self.end()
        return self.steps[-1][1] if self.steps else BEGUN

    def end(self) -> int | None:
        """Wait for its end; returns the exit code, None when it does not end in time."""
        self.process.join(PATIENCE)
        return self.process.exitcode

    def left_behind(self) -> list[str]:
        """Processes of its session that outlived it."""
        found = [process for process in psutil.process_iter() if _session(process.pid) == self.process.pid]
        return [process.name() for process in psutil.wait_procs(found, timeout=2)[1]]  # the kernel takes its time


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def start(place: Place, log: Path, *, short: bool = True) -> Running:
    """Start ``gcm-pipeline run``; a ``short`` one does without suites and pages (``short_nights``)."""
    process = PROCESSES.Process(target=_run, args=(place.environment, str(log)), kwargs={"short": short})
    process.start()
    return Running(process, log)
