from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gcm_pipeline import snapshots
from gcm_pipeline.errors import InputError, UsageError
from gcm_pipeline.landing import Landing
from gcm_pipeline.snapshots import Archive, Manifest


class Place:
    """A landing folder with one source, and its archive."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "landing"
        self.archive = Archive(root / "snapshots", "prima")
        (self.folder / "prima").mkdir(parents=True)

    def put(self, name: str, content: bytes) -> None:
        (self.folder / "prima" / name).write_bytes(content)

    def take(self) -> tuple[Manifest, int]:
        landing = Landing(str(self.folder))
        return self.archive.take(landing, landing.files("prima"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_file_is_kept_under_its_hash_with_a_sidecar(place: Place) -> None:
    place.put("a.csv", b"abc")
    manifest, new = place.take()
    (file,) = manifest.files
    assert new == 1
    assert file.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert file.path.name == f"{file.sha256}.csv"
    assert file.path.read_bytes() == b"abc"
    assert file.path.stat().st_mode & 0o222 == 0
    sidecar = json.loads(file.path.with_suffix(".json").read_text())
    assert sidecar["source_file"] == "prima/a.csv"
    assert sidecar["origin"].endswith("landing/prima/a.csv")
    assert sidecar["bytes"] == 3


def test_unchanged_content_makes_no_copy_and_no_manifest(place: Place) -> None:
    place.put("a.csv", b"abc")
    first, _ = place.take()
    second, new = place.take()
    assert (second.path, new) == (first.path, 0)
    assert len(list(place.archive.manifests())) == 1


def test_changed_content_keeps_the_old_copy(place: Place) -> None:
    place.put("a.csv", b"old")
    old, _ = place.take()
    place.put("a.csv", b"new")
    new, count = place.take()
    assert count == 1
    assert [manifest.files[0].path.read_bytes() for manifest in place.archive.manifests()] == [b"new", b"old"]
    assert old.files[0].path.exists()
    assert new.taken_at > old.taken_at


def test_same_content_under_another_ending_is_kept_with_that_ending(place: Place) -> None:
    place.put("a.csv", b"abc")
    place.put("b.xlsx", b"abc")
    manifest, _ = place.take()
    assert [file.path.suffix for file in manifest.files] == [".csv", ".xlsx"]


def test_a_compressed_file_keeps_both_endings(place: Place) -> None:
    place.put("a.xml.gz", b"abc")
    manifest, _ = place.take()
    assert manifest.files[0].path.name.endswith(".xml.gz")


def test_a_removed_file_makes_a_new_manifest(place: Place) -> None:
    place.put("a.csv", b"abc")
    place.put("b.csv", b"def")
    place.take()
    (place.folder / "prima" / "b.csv").unlink()
    manifest, _ = place.take()
    assert [file.source_file for file in manifest.files] == ["prima/a.csv"]


def test_as_of_gives_the_newest_not_later_than_that(place: Place) -> None:
    place.put("a.csv", b"abc")
    first, _ = place.take()
    place.put("a.csv", b"def")
    second, _ = place.take()
    moment = timedelta(microseconds=1)
    assert next(place.archive.manifests(second.taken_at)).path == second.path
    assert next(place.archive.manifests(second.taken_at - moment)).path == first.path
    assert list(place.archive.manifests(first.taken_at - moment)) == []


def test_a_clock_that_was_set_back_does_not_make_new_files_old(place: Place) -> None:
    place.put("a.csv", b"abc")
    first, _ = place.take()
    tomorrow = first.taken_at + timedelta(days=1)
    content = json.loads(first.path.read_text(encoding="utf-8")) | {"taken_at": tomorrow.isoformat()}
    first.path.with_name(f"{tomorrow:%Y%m%dT%H%M%S%fZ}.json").write_text(json.dumps(content))
    place.put("a.csv", b"def")
    second, _ = place.take()
    assert next(place.archive.manifests()).path == second.path


def test_files_that_were_given_up_are_not_replaced_by_older_ones(place: Place) -> None:
    root, taken = place.archive.folder.parent, []
    for content in (b"1", b"2", b"3"):
        place.put("a.csv", content)
        taken.append(place.take()[0])
    taken[1].give_up()
    assert [manifest.path for manifest in place.archive.manifests()] == [taken[2].path, taken[0].path]
    with pytest.raises(UsageError, match=r"files of prima that lay there at .* were pruned"):
        snapshots.require_as_of(root, taken[1].taken_at)
    for kept in (taken[0], taken[2]):
        snapshots.require_as_of(root, kept.taken_at)


def test_a_day_before_the_oldest_snapshot_is_wrong_usage(place: Place) -> None:
    root = place.archive.folder.parent
    with pytest.raises(UsageError, match="no snapshots"):
        snapshots.require_as_of(root, datetime(2024, 1, 1, tzinfo=UTC))
    place.put("a.csv", b"abc")
    manifest, _ = place.take()
    snapshots.require_as_of(root, manifest.taken_at)
    with pytest.raises(UsageError, match="yet to come"):
        snapshots.require_as_of(root, datetime.now(UTC) + timedelta(days=2))
    with pytest.raises(UsageError, match=f"oldest snapshot is of {manifest.taken_at.date()}"):
        snapshots.require_as_of(root, datetime(2024, 1, 1, tzinfo=UTC))


def test_acceptance_is_remembered(place: Place) -> None:
    place.put("a.csv", b"abc")
    manifest, _ = place.take()
    assert not manifest.accepted
    manifest.accept()
    assert next(place.archive.manifests()).accepted


def test_what_a_killed_run_left_is_cleared(place: Place) -> None:
    place.put("a.csv", b"abc")
    place.take()
    left = [place.archive.folder / ".unfinished-1", place.archive.folder / "manifests" / ".a.json.unfinished"]
    for path in left:
        path.write_bytes(b"half")
    place.take()
    assert not any(path.exists() for path in left)


def test_a_file_that_is_too_large_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MAXIMUM_BYTES", 2)
    place.put("a.csv", b"abc")
    with pytest.raises(InputError, match=r"prima/a\.csv: the file has 3 bytes"):
        place.take()


def test_a_remote_file_with_the_same_token_is_not_fetched_again(place: Place) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/snapshots-test/prima/a.csv", b"abc")
    landing = Landing("memory://snapshots-test")
    files = [
        snapshots.LandingFile(file.source_file, file.address, file.bytes, datetime(2024, 1, 1, tzinfo=UTC), '"v1"')
        for file in landing.files("prima")
    ]
    place.archive.take(landing, files)
    memory.rm("/snapshots-test", recursive=True)
    manifest, new = place.archive.take(landing, files)
    assert (manifest.files[0].path.read_bytes(), new) == (b"abc", 0)


def test_the_archived_copy_is_found_by_name_and_hash(place: Place) -> None:
    place.put("a.csv", b"abc")
    manifest, _ = place.take()
    found = place.archive.find("prima/a.csv", manifest.files[0].sha256)
    assert found is not None
    assert found.path == manifest.files[0].path
    assert place.archive.find("prima/a.csv", "0" * 64) is None
