"""Pruning snapshots: whatever was taken when, what a kept moment reads is still there, whole."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.history import archive as pruning
from gcm_pipeline.snapshots import Archive

START = datetime(2025, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=500)
SINCE = NOW - timedelta(days=92)
FIRSTS = [datetime(2025 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(1, 16)]
MOMENTS = [
    *(SINCE + timedelta(days=day) for day in range(93)),
    *(first - timedelta(microseconds=1) for first in FIRSTS),
]
"""Days that are kept, and the last moments of the months."""


class Taken(NamedTuple):
    """A manifest to be: hours after ``START``, contents by number, whether it was accepted."""

    hour: int
    contents: frozenset[int]
    accepted: bool


TAKEN = st.lists(
    st.builds(Taken, st.integers(0, 500 * 24), st.frozensets(st.integers(0, 4), min_size=1, max_size=2), st.booleans()),
    min_size=1,
    max_size=8,
    unique_by=lambda taken: taken.hour,
)


@contextmanager
def archived(history: list[Taken]) -> Iterator[Archive]:
    """An archive with these manifests, their contents, and the texts read in them."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), "reviews")
        (archive.folder / "manifests").mkdir(parents=True)
        (archive.folder / "texts" / "v1").mkdir(parents=True)
        for taken in history:
            moment = START + timedelta(hours=taken.hour)
            path = archive.folder / "manifests" / f"{moment:%Y%m%dT%H%M%S%fZ}.json"
            entries = [_put(archive.folder, number, moment) for number in sorted(taken.contents)]
            path.write_text(json.dumps({"taken_at": moment.isoformat(), "files": entries}))
            if taken.accepted:
                path.with_suffix(".accepted").touch()
        yield archive


def _put(folder: Path, number: int, moment: datetime) -> dict[str, object]:
    sha256 = hashlib.sha256(bytes([number])).hexdigest()
    (folder / f"{sha256}.pdf").write_bytes(bytes([number]))
    (folder / f"{sha256}.json").write_text("{}")
    (folder / "texts" / "v1" / f"{sha256}.pdf.parquet").touch()
    place = {"source_file": f"reviews/{number}.pdf", "sha256": sha256, "bytes": 1}
    return place | {"modified": moment.isoformat(), "token": None}


def readable(archive: Archive) -> list[list[str]]:
    """What runs as of the kept moments read: the newest manifest, and the newest good one, all of them whole."""
    manifests = list(archive.manifests())
    assert all(file.path.exists() for manifest in manifests for file in manifest.files)
    good = {manifest.path.name for manifest in manifests if manifest.accepted}
    found = []
    for moment in MOMENTS:
        there = [manifest.path.name for manifest in manifests if manifest.taken_at <= moment]
        found.append([*there[:1], *[name for name in there if name in good][:1]])
    return found


def everything(archive: Archive) -> list[str]:
    return sorted(str(path.relative_to(archive.folder)) for path in archive.folder.rglob("*") if path.is_file())


@settings(max_examples=25, deadline=None)
@given(TAKEN)
def test_every_kept_moment_reads_what_it_read_before(history: list[Taken]) -> None:
    with archived(history) as archive:
        before = readable(archive)
        dry = pruning.prune(archive, SINCE, [], dry=True)
        assert readable(archive) == before
        done = pruning.prune(archive, SINCE, [], dry=False)
        assert readable(archive) == before
        assert done == dry
        assert [removal.number for removal in pruning.prune(archive, SINCE, [], dry=False)] == [0, 0, 0]
        named = {file.path.name for manifest in archive.manifests() for file in manifest.files}
        assert {path.name for path in archive.folder.glob("*.pdf")} == named, "and nothing else is left"
        assert len(list(archive.folder.glob("*.json"))) == len(named)
        assert {path.stem for path in archive.folder.glob("texts/*/*")} == named


@settings(max_examples=15, deadline=None)
@given(TAKEN, st.integers(0, 12))
def test_a_pruning_that_is_broken_off_is_finished_by_the_next(history: list[Taken], steps: int) -> None:
    with archived(history) as archive, archived(history) as undisturbed:
        before = readable(archive)
        unlink, left = Path.unlink, iter(range(steps))

        def broken(path: Path, missing_ok: bool = False) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            unlink(path, missing_ok=missing_ok)

        try:
            with mock.patch.object(Path, "unlink", broken):
                pruning.prune(archive, SINCE, [], dry=False)
        except KeyboardInterrupt:
            pass
        assert readable(archive) == before
        pruning.prune(archive, SINCE, [], dry=False)
        pruning.prune(undisturbed, SINCE, [], dry=False)
        assert everything(archive) == everything(undisturbed)


def test_what_is_needed_stays_though_no_manifest_names_it() -> None:
    with archived([Taken(1, frozenset({1}), True), Taken(2, frozenset({2}), True)]) as archive:
        old = list(archive.manifests())[1].files[0].path
        pruning.prune(archive, SINCE, [old], dry=False)
        assert len(list(archive.manifests())) == 1
        assert old.exists()
        assert old.with_suffix(".json").exists()
        pruning.prune(archive, SINCE, [], dry=False)
        assert not old.exists()
