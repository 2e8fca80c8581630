from __future__ import annotations

import os
from pathlib import Path

import pytest

from gcm_pipeline import landing
from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.landing import Landing


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    for name in (
        "prima/b.csv",
        "prima/deep/a.csv",
        "prima/.hidden.csv",
        "prima/~$open.xlsx",
        "iati/x.xml",
        "periods.csv",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_files_are_listed_by_source_sorted_without_hidden_ones(place: Path) -> None:
    found = Landing(str(place))
    assert found.folders == ["iati", "prima"]
    assert [file.source_file for file in found.files("prima")] == ["prima/b.csv", "prima/deep/a.csv"]
    assert [file.source_file for file in found.files("periods")] == ["periods.csv"]
    assert found.files("mptf") == []


def test_a_file_tells_its_size_and_content(place: Path) -> None:
    found = Landing(str(place))
    (file,) = found.files("iati")
    assert (file.bytes, file.modified.utcoffset().total_seconds()) == (10, 0)
    with found.open(file) as stream:
        assert stream.read() == b"iati/x.xml"


def test_a_landing_place_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--landing"):
        Landing(str(tmp_path / "nowhere"))


def test_an_empty_landing_place_is_fine(tmp_path: Path) -> None:
    assert Landing(str(tmp_path)).folders == []


def test_a_link_that_leads_out_is_refused(place: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    (place / "prima" / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(PipelineError, match=r"prima/link\.csv: a symbolic link"):
        Landing(str(place)).files("prima")


def test_far_too_many_files_are_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "MAXIMUM_FILES", 1)
    assert len(Landing(str(place)).files("iati")) == 1
    with pytest.raises(PipelineError, match=r"prima/: more than 1 files\. Take away what is no export"):
        Landing(str(place)).files("prima")


def test_any_fsspec_address_will_do() -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/landing-test/prima/a.csv", b"abc")
    found = Landing("memory://landing-test")
    assert [(file.source_file, file.bytes) for file in found.files("prima")] == [("prima/a.csv", 3)]
    memory.rm("/landing-test", recursive=True)


def test_a_link_to_itself_is_refused(place: Path) -> None:
    (place / "prima" / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(PipelineError, match=r"prima/loop\.csv: a symbolic link that leads to itself"):
        Landing(str(place)).files("prima")


def test_a_name_that_cannot_be_shown_is_refused(place: Path) -> None:
    (place / "prima" / os.fsdecode(b"bad\xff.csv")).write_text("")
    with pytest.raises(PipelineError, match=r"prima/bad\\udcff\.csv: a file name with characters"):
        Landing(str(place)).files("prima")
