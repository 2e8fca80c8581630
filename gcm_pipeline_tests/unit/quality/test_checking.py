"""Suites beside the run: what was found before is remembered, and the process that runs them ends with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from gcm_pipeline import frames
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import checking, suites
from gcm_pipeline.quality.checking import Checking, Work
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.quality.suites import Bounds


class Process:
    """Stands for the process: runs the suite at once, and counts."""

    def __init__(self) -> None:
        self.ran: list[str] = []

    def submit(self, run: object, timeout: None, work: Work, docs: DataDocs | None) -> Future[list[Outcome]]:
        self.ran.append(work.suite)
        done: Future[list[Outcome]] = Future()
        done.set_result(checking.run(work, docs))
        return done


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Process:
    stand_in = Process()
    monkeypatch.setattr(checking, "_process", lambda: stand_in)
    return stand_in


def work(folder: Path, codes: list[str], suite: str = "a suite without lines") -> Work:
    kept = frames.write(folder / "set", [("rows", pa.table({"code": codes}))])
    return Work(suite, kept.directory, "rows", kept.identity("rows"), ("code",), Bounds(2, 2))


def test_what_was_found_of_the_same_rows_is_remembered(tmp_path: Path, process: Process) -> None:
    first = Checking(tmp_path / "checked", DataDocs(tmp_path / "docs", 1))
    first.begin(work(tmp_path, ["A", "B"]))
    found = first.outcomes(work(tmp_path, ["A", "B"]))
    assert [outcome.passed for outcome in found] == [True, True]
    second = Checking(tmp_path / "checked", DataDocs(tmp_path / "docs", 2))
    second.begin(work(tmp_path, ["A", "B"]))
    assert second.outcomes(work(tmp_path, ["A", "B"])) == found
    assert len(process.ran) == 1
    assert [outcome.passed for outcome in second.outcomes(work(tmp_path, ["A"]))] == [True, False]
    assert len(process.ran) == 2


def test_a_suite_that_is_not_shown_has_no_page(tmp_path: Path, process: Process) -> None:
    checks = Checking(tmp_path / "checked", DataDocs(tmp_path / "docs", 1))
    checks.outcomes(work(tmp_path, ["A", "B"], "raw_hidden"), shown=False)
    checks.outcomes(work(tmp_path, ["A", "B"], "raw_shown"))
    assert sorted(path.name for path in (tmp_path / "docs").glob("raw_*.html")) == ["raw_shown.html"]


@pytest.mark.parametrize(("sparing", "large", "ended"), [(True, 2, True), (True, 3, False), (False, 2, False)])
def test_only_where_memory_is_spared_the_process_makes_room_for_large_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sparing: bool, large: int, ended: bool
) -> None:
    monkeypatch.setattr(suites, "LARGE", large)
    checks = Checking(tmp_path / "checked", DataDocs(tmp_path / "docs", 1), sparing)
    given = work(tmp_path, ["A", "B"])
    checks.begin(given)
    checks.make_room(FrameSet(given.folder))
    try:
        assert checking._process.cache_info().currsize == (not ended)
        assert [outcome.passed for outcome in checks.outcomes(given)] == [True, True]
    finally:
        checking.end()


def test_a_process_that_was_ended_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(Process):
        def submit(self, run: object, timeout: None, work: Work, docs: DataDocs | None) -> Future[list[Outcome]]:
            done: Future[list[Outcome]] = Future()
            done.set_exception(BrokenProcessPool())
            return done

    monkeypatch.setattr(checking, "_process", Gone)
    monkeypatch.setattr(checking, "end", lambda: None)
    checks = Checking(tmp_path / "checked", DataDocs(tmp_path / "docs", 1))
    with pytest.raises(PipelineError, match=r"The process that runs the suites was ended .* run again"):
        checks.outcomes(work(tmp_path, ["A", "B"]))


PARENT = """
import os, time
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import checking, suites
if __name__ == "__main__":
    print(checking._process().submit(os.getpid, None).result(), flush=True)
    time.sleep(60)
"""


def test_the_process_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait(timeout=10)
        give_up = time.monotonic() + 30
        while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < give_up
            time.sleep(0.2)
    finally:
        parent.kill()
        parent.wait(timeout=10)


def test_a_process_that_ran_suites_ends_by_itself(tmp_path: Path) -> None:
    """Also one of multiprocessing's, as Dagster's launcher starts for each run."""
    script = tmp_path / "run.py"
    script.write_text(
        "import multiprocessing, os\n"
        "from gcm_pipeline.quality import checking\n"
        "def run():\n    checking._process().submit(os.getpid, None).result()\n"
        "if __name__ == '__main__':\n"
        "    process = multiprocessing.get_context('forkserver').Process(target=run)\n"
        "    process.start()\n    process.join()\n"
    )
    assert subprocess.run([sys.executable, str(script)], timeout=60, check=False).returncode == 0
