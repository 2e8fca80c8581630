from __future__ import annotations

import resource
from pathlib import Path

import pytest

from gcm_pipeline import frames, intake
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.intake import Intake
from gcm_pipeline.landing import Landing
from gcm_pipeline.quality.checking import Checking
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.sources import registry
from gcm_pipeline.sources.card import load_card

GOOD = b"Period Code,Name,Start,End\nall,All,,\n"
BROKEN = b"Code,Name\nall,All\n"
EMPTY = b"Period Code,Name,Start,End\n"


class Nights:
    """Lands periods.csv and takes it in, night after night."""

    def __init__(self, root: Path) -> None:
        self.landing, self.kept = root / "landing", root / "raw"
        self.checking = Checking(root / "checked", DataDocs(root / "docs", 1))
        self.landing.mkdir()
        self.archive = Archive(root / "snapshots", "periods")

    def __call__(self, content: bytes | None) -> Intake:
        path = self.landing / "periods.csv"
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        place = Landing(str(self.landing))
        self.archive.take(place, place.files("periods"))
        return intake.take_in(self.archive, load_card("periods"), self.kept, self.checking)


@pytest.fixture
def night(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


def test_good_files_are_read_and_accepted(night: Nights) -> None:
    taken = night(GOOD)
    assert taken.problem is None
    assert list(taken.raw["rows"]["period_code"]) == ["all"]
    files = taken.raw["files"]
    assert list(files["source_file"]) == ["periods.csv"]
    assert not files["is_stale"].any()
    assert all(outcome.passed for outcome in taken.outcomes)


def test_a_full_disk_is_no_fault_of_the_files(night: Nights) -> None:
    night(GOOD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # as a disk that holds the snapshot but no frames
        with pytest.raises(PipelineError, match=r"The disk takes no more: File too large.* run again"):
            night(GOOD + b"q1,A quarter,2021-01-01,2021-03-31\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    taken = night(GOOD + b"q1,A quarter,2021-01-01,2021-03-31\n")
    assert (taken.problem, taken.raw.rows("rows")) == (None, 2)


def test_a_broken_file_falls_back_to_the_last_good_one(night: Nights) -> None:
    night(GOOD)
    taken = night(BROKEN)
    assert taken.problem is not None
    assert "periods.csv" in taken.problem
    assert "Period Code" in taken.problem
    assert list(taken.raw["rows"]["period_code"]) == ["all"]
    assert taken.raw["files"]["is_stale"].all()


def test_a_file_that_fails_its_suite_falls_back_too(night: Nights) -> None:
    night(GOOD)
    taken = night(EMPTY)
    assert taken.problem is not None
    assert "expect_table_row_count_to_be_between" in taken.problem
    assert len(taken.raw["rows"]) == 1


def test_without_a_good_one_before_the_frames_are_empty(night: Nights) -> None:
    taken = night(BROKEN)
    assert taken.problem is not None
    assert taken.raw["rows"].empty
    assert taken.raw["files"].empty


def test_a_mended_file_is_taken_again(night: Nights) -> None:
    night(GOOD)
    night(BROKEN)
    taken = night(GOOD + b"q1,First quarter,2024-01-01,2024-03-31\n")
    assert taken.problem is None
    assert len(taken.raw["rows"]) == 2
    assert not taken.raw["files"]["is_stale"].any()


def test_no_file_at_all_is_fine(night: Nights) -> None:
    taken = night(None)
    assert taken.problem is None
    assert taken.raw["rows"].empty


def test_a_problem_with_taking_the_snapshot_refuses_the_newest(night: Nights, tmp_path: Path) -> None:
    night(GOOD)
    taken = intake.take_in(
        night.archive, load_card("periods"), tmp_path / "again", night.checking, problem="periods.csv: no permission"
    )
    assert taken.problem == "periods.csv: no permission"
    assert taken.raw["files"]["is_stale"].all()


def test_the_same_files_are_read_once(night: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    frames.move(night(GOOD).raw, night.kept)
    monkeypatch.setattr(registry, "read", None)  # whoever reads again fails
    taken = intake.take_in(night.archive, load_card("periods"), night.kept, night.checking)
    assert (taken.raw.directory, taken.problem) == (night.kept, None)
    assert taken.outcomes
    monkeypatch.undo()
    assert night(GOOD + b"q1,A quarter,2021-01-01,2021-03-31\n").raw.rows("rows") == 2
