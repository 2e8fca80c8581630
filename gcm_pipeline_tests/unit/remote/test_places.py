"""Places on a disk; those on servers are in integration/remote/."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from fsspec.registry import _registry

from gcm_pipeline.assets.resources import PipelineSettings
from gcm_pipeline.errors import PipelineError, UsageError
from gcm_pipeline.landing import Landing
from gcm_pipeline.remote import listed
from gcm_pipeline.remote.places import Places
from gcm_pipeline.snapshots import Archive


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    (tmp_path / "landing" / "prima").mkdir(parents=True)
    folder.mkdir()
    (folder / "a.csv").write_text("exported")
    return folder


def places(folder: Path, *listing: dict[str, str]) -> Places:
    file = folder / "sources.yml"
    file.write_text(yaml.safe_dump({"sources": {"prima": list(listing)}, "retry": {"attempts": 1}}))
    return Places(Landing(str(folder / "landing")), listed.read(file, ["prima"]))


def taken(folder: Path, each: Places) -> list[tuple[str, str]]:
    manifest, _ = Archive(folder / "snapshots", "prima").take(each, each.files("prima", lambda _: True))
    return [(file.source_file, file.path.read_text()) for file in manifest.files]


def test_places_come_in_addition_to_the_landing_folder(tmp_path: Path, exports: Path) -> None:
    (tmp_path / "landing" / "prima" / "b.csv").write_text("landed")
    each = places(tmp_path, {"url": str(exports)})
    assert taken(tmp_path, each) == [("prima/a.csv", "exported"), ("prima/b.csv", "landed")]
    (exports / "a.csv").write_text("replaced")
    assert taken(tmp_path, each)[0] == ("prima/a.csv", "replaced")
    seen = each.now(["prima", "mptf"], lambda source, name: True)
    assert [file.source_file for file in seen["prima"].files] == ["prima/a.csv", "prima/b.csv"]
    assert (seen["mptf"].files, seen["mptf"].problem) == ((), None)


def test_the_same_name_from_two_places_is_refused(tmp_path: Path, exports: Path) -> None:
    (tmp_path / "landing" / "prima" / "a.csv").write_text("landed")
    with pytest.raises(PipelineError, match=r"prima/a\.csv: .*folder: geneva"):
        taken(tmp_path, places(tmp_path, {"url": str(exports)}))
    found = taken(tmp_path, places(tmp_path, {"url": f"file://{exports}", "folder": "geneva"}))
    assert found == [("prima/a.csv", "landed"), ("prima/geneva/a.csv", "exported")]


def test_a_link_that_leads_out_of_a_place_is_refused(tmp_path: Path, exports: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    (exports / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(PipelineError, match=r"prima/link\.csv: a symbolic link that leads out"):
        taken(tmp_path, places(tmp_path, {"url": str(exports)}))


def test_a_library_that_is_not_installed_is_named(
    tmp_path: Path, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(_registry, "s3", raising=False)  # else found by an earlier test
    with pytest.raises(PipelineError, match=r"s3://bucket/: s3:// needs more libraries.*gcm-pipeline\[s3\]"):
        taken(tmp_path, places(tmp_path, {"url": "s3://bucket/"}))


def test_an_earlier_day_asks_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCM_SOURCES", str(tmp_path / "nowhere.yml"))
    assert PipelineSettings(as_of="2026-03-31").places() is None
    with pytest.raises(UsageError, match=r"nowhere\.yml cannot be read"):
        PipelineSettings().places()
