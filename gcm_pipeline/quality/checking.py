"""Suites run in a process of their own, beside the night that waits for them only where it has to.

Great Expectations takes seconds to import and a core of its own to run; the rest of the night goes on meanwhile, on the
other. What a suite found of the same rows before is not looked for again.

Belongs here: that process, and remembering outcomes. Does not belong here: what a suite is (suites.py), or what
becomes of its outcomes (assets/checks.py).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from functools import cache
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
from pebble import ProcessExpired, ProcessPool

from gcm_pipeline import children, memory, whole
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import suites
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.quality.suites import Bounds
from gcm_pipeline.version import made_of

Found = TypeVar("Found", bound=Outcome)


@dataclass(frozen=True)
class Work:
    """A suite, and the frame that it is for: ``name`` in the set at ``folder``, of which ``identity`` tells the rows.

    ``columns`` are all that the frame may have.
    """

    suite: str
    folder: Path
    name: str
    identity: str
    columns: tuple[str, ...]
    bounds: Bounds


@dataclass
class Checking:
    """The suites of a run; outcomes are remembered under ``folder``, the pages of those that are run go to ``docs``.

    A ``sparing`` one has no process beside work on large sets.
    """

    folder: Path
    docs: DataDocs
    sparing: bool = False
    _begun: dict[Work, Future[list[Outcome]]] = field(default_factory=dict)

    def begin(self, work: Work, *, shown: bool = True) -> None:
        """Have the suite run while others go on with something else; only if ``shown`` it gets a page."""
        if self._recall(work.suite, _made_of(work)) is None and work not in self._begun:
            self._begun[work] = _process().submit(run, None, work, self.docs if shown else None)

    def outcomes(self, work: Work, *, shown: bool = True) -> list[Outcome]:
        """What the suite finds, waiting for it; PipelineError when its process was ended from outside."""

        def find() -> list[Outcome]:
            self.begin(work, shown=shown)
            if self.sparing:
                memory.give_back()
            try:
                return self._begun.pop(work).result()
            except (BrokenProcessPool, ProcessExpired) as error:
                end()
                raise PipelineError(
                    "The process that runs the suites was ended from outside. Look for other heavy programs on this "
                    "machine, and run again."
                ) from error

        return self.found(work.suite, _made_of(work), find, Outcome)

    def make_room(self, frames: FrameSet) -> None:
        """Before work on a large set: where memory is spared, wait for what was begun, and end the process.

        Else it does nothing. The next suite waits until a new process has imported Great Expectations.
        """
        if self.sparing and max(map(frames.rows, frames), default=0) >= suites.LARGE:
            memory.give_back()
            wait(self._begun.values())
            end()

    def found(self, check: str, made: str, find: Callable[[], list[Found]], kind: type[Found]) -> list[Found]:
        """The outcomes of a check on what was ``made`` of something: those it had before, else what it finds now."""
        kept = self._recall(check, made)
        if kept is not None:
            return [kind(**row) for row in kept]
        outcomes = find()
        content = {"made_of": made, "outcomes": [asdict(outcome) for outcome in outcomes]}
        whole.write_text(self._file(check), json.dumps(content, ensure_ascii=False, default=str))
        return outcomes

    def _recall(self, check: str, made: str) -> list[dict[str, Any]] | None:
        try:
            kept = json.loads(self._file(check).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        outcomes: list[dict[str, Any]] = kept["outcomes"]
        return outcomes if kept["made_of"] == made else None

    def _file(self, check: str) -> Path:
        return self.folder / f"{check}.json"


def _made_of(work: Work) -> str:
    return made_of(work.identity, work.columns, work.bounds)


def run(work: Work, docs: DataDocs | None) -> list[Outcome]:
    """Run the suite here and now."""
    found = suites.check(work.suite, FrameSet(work.folder), work.name, work.columns, work.bounds, docs=docs)
    memory.give_back()
    return found


def prepare() -> None:
    """Start the process: by the time that the first suite is to be run, it has its imports behind it."""
    _process().submit(suites.prepare, None)


def end() -> None:
    """End the process, whatever it is at; the next suite has a new one."""
    if _process.cache_info().currsize:
        pool = _process()
        _process.cache_clear()
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


@cache
def _process() -> ProcessPool:
    """The one process, kept until ``end``, or until this process comes to its own end."""
    Finalize(None, end, exitpriority=10)  # before multiprocessing waits for its children
    return ProcessPool(max_workers=1, context=get_context("spawn"), initializer=_begin, initargs=(os.getpid(),))


def _begin(parent: int) -> None:
    """In the child: it works on one core, and memory that no thread holds in reserve can be given back."""
    children.begin(parent)
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    pa.set_memory_pool(pa.system_memory_pool())
