"""The immutable archive of landing files: what every figure can be traced back to.

``<storage>/snapshots/<source>/<sha256>.<ending>`` holds each content once, with a sidecar ``<sha256>.json`` that says
where it came from. ``<source>/manifests/<moment>.json`` says which files lay there together; a new one is written only
when something changed. A manifest whose files were read and passed their checks is marked ``accepted``. Of one that was
given up, ``<moment>.pruned`` remains, so that other files are never taken for those of its time.

Belongs here: copying, finding and marking snapshots. Does not belong here: reading what is in them (sources/), which of
them are given up when (history/).
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from gcm_pipeline import whole
from gcm_pipeline.copying import Copy
from gcm_pipeline.errors import UsageError
from gcm_pipeline.landing import LandingFile, Place

MAXIMUM_BYTES = 8 << 30
"""The whole of IATI is about 6 GB of XML; a larger single file is a mistake or an attack."""


@dataclass(frozen=True)
class SnapshotFile:
    """One archived file; ``source_file`` is its path in the landing place, ``path`` the archived copy."""

    source: str
    source_file: str
    path: Path
    sha256: str
    bytes: int
    modified: datetime
    token: str | None = None


@dataclass(frozen=True)
class Manifest:
    """The files of one source that lay in the landing place together at one moment (UTC)."""

    path: Path
    taken_at: datetime
    files: tuple[SnapshotFile, ...]

    @property
    def accepted(self) -> bool:
        """Whether a run has read these files and found them good."""
        return self.path.with_suffix(".accepted").exists()

    def accept(self) -> None:
        """Remember that these files are good to fall back to."""
        self.path.with_suffix(".accepted").touch()

    def give_up(self) -> None:
        """Leave only a mark of it; its contents may go then. Interrupted at any moment, it can be done again."""
        _write_json(self.path.with_suffix(".pruned"), {"taken_at": self.taken_at.isoformat()})
        self.path.with_suffix(".accepted").unlink(missing_ok=True)
        self.path.unlink()


class Archive:
    """The snapshots of one source under ``root`` (``<storage>/snapshots``)."""

    def __init__(self, root: Path, source: str) -> None:
        self.source, self.folder = source, root / source

    def take(self, place: Place, files: list[LandingFile]) -> tuple[Manifest, int]:
        """Copy what is new among ``files``; return the newest manifest and how many contents were new.

        Raises InputError when a file is larger than ``MAXIMUM_BYTES``, PipelineError when the disk is full.
        """
        for unfinished in self.folder.glob(".unfinished-*"):
            unfinished.unlink()
        whole.clear(self.folder)
        newest = next(self.manifests(), None)
        kept = {file.source_file: file for file in newest.files if file.path.exists()} if newest else {}
        before = self._contents()
        # Of a local place two at a time: hashing keeps one processor busy for each.
        with ThreadPoolExecutor(2 if all(file.is_local for file in files) else 1) as pool:
            taken = list(pool.map(lambda file: self._current(place, file, kept.get(file.source_file)), files))
        if newest is None or [_entry(file) for file in newest.files] != [_entry(file) for file in taken]:
            newest = self._write_manifest(taken, newest)
        return newest, len(self._contents() - before)

    def manifests(self, as_of: datetime | None = None) -> Iterator[Manifest]:
        """Manifests from the newest to the oldest; with ``as_of`` none taken after it."""
        for path in sorted((self.folder / "manifests").glob("*.json"), reverse=True):
            manifest = self._read_manifest(path)
            if as_of is None or manifest.taken_at <= as_of:
                yield manifest

    def given_up(self, as_of: datetime) -> bool:
        """Whether the files that lay there at ``as_of`` are no longer kept."""
        marks = (self.folder / "manifests").glob("*.pruned")
        moments = (datetime.fromisoformat(json.loads(mark.read_text(encoding="utf-8"))["taken_at"]) for mark in marks)
        newest = max((moment for moment in moments if moment <= as_of), default=None)
        kept = next(self.manifests(as_of), None)
        return newest is not None and (kept is None or kept.taken_at < newest)

    def find(self, source_file: str, sha256: str) -> SnapshotFile | None:
        """The archived copy of a landing file's content, None when it is not in this archive."""
        path = self._path(sha256, source_file)
        if not path.exists():
            return None
        stat = path.stat()
        modified = datetime.fromtimestamp(stat.st_mtime, UTC)
        return SnapshotFile(self.source, source_file, path, sha256, stat.st_size, modified)

    def _path(self, sha256: str, source_file: str) -> Path:
        return self.folder / f"{sha256}{_ending(source_file)}"

    def _sizes(self) -> set[int]:
        return {path.stat().st_size for path in self.folder.glob("[!.]*") if path.is_file()}  # none in the making

    def _contents(self) -> set[str]:
        return {path.name for path in self.folder.glob("*.json")}

    def _current(self, place: Place, file: LandingFile, kept: SnapshotFile | None) -> SnapshotFile:
        """The archived copy of ``file``; ``kept``, the last one of its name, when its token says that it still is."""
        if kept and file.token and file.token == kept.token:
            return kept
        self.folder.mkdir(parents=True, exist_ok=True)
        # A local file is read twice only where an archived copy of its size may turn out to be of its content.
        sha256 = _hash(place, file) if file.is_local and file.bytes in self._sizes() else None
        if sha256 is None or not self._path(sha256, file.source_file).exists():
            fetched = self._fetch(place, file, kept.token if kept else None)
            if fetched is None:
                assert kept is not None
                return kept
            sha256, file = fetched
        path = self._path(sha256, file.source_file)
        snapshot = SnapshotFile(
            self.source, file.source_file, path, sha256, path.stat().st_size, file.modified, file.token
        )
        self._write_sidecar(snapshot, file.address)
        return snapshot

    def _fetch(self, place: Place, file: LandingFile, known: str | None) -> tuple[str, LandingFile] | None:
        """Hash of the fetched content and the file as it was delivered; None when it is still the ``known`` one."""
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".unfinished-")
        os.close(descriptor)
        try:
            with Copy(Path(name), file.source_file, MAXIMUM_BYTES) as copy:
                copy.expect(file.bytes)
                delivered = place.fetch(file, copy, known)
                copy.finish()
            if delivered is None:
                return None
            Path(name).chmod(0o444)
            Path(name).replace(self._path(copy.sha256, file.source_file))
        finally:
            Path(name).unlink(missing_ok=True)
        return copy.sha256, delivered

    def _write_sidecar(self, file: SnapshotFile, origin: str) -> None:
        sidecar = self.folder / f"{file.sha256}.json"
        if not sidecar.exists():
            _write_json(sidecar, _entry(file) | {"origin": origin, "retrieved_at": datetime.now(UTC).isoformat()})

    def _write_manifest(self, files: list[SnapshotFile], before: Manifest | None) -> Manifest:
        taken_at = datetime.now(UTC)
        if before:  # a clock that was set back must not make the newest files look older than others
            taken_at = max(taken_at, before.taken_at + timedelta(microseconds=1))
        path = self.folder / "manifests" / f"{taken_at:%Y%m%dT%H%M%S%fZ}.json"
        _write_json(path, {"taken_at": taken_at.isoformat(), "files": [_entry(file) for file in files]})
        return Manifest(path, taken_at, tuple(files))

    def _read_manifest(self, path: Path) -> Manifest:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(self._from_entry(entry) for entry in content["files"])
        return Manifest(path, datetime.fromisoformat(content["taken_at"]), files)

    def _from_entry(self, entry: dict[str, Any]) -> SnapshotFile:
        path = self._path(entry["sha256"], entry["source_file"])
        modified = datetime.fromisoformat(entry["modified"])
        return SnapshotFile(
            self.source, entry["source_file"], path, entry["sha256"], entry["bytes"], modified, entry["token"]
        )


def require_as_of(root: Path, as_of: datetime) -> None:
    """UsageError unless a snapshot of some source was taken by ``as_of``, and what lay there then is kept."""
    if as_of.date() > datetime.now(UTC).date():
        raise UsageError(f"{as_of:%Y-%m-%d %H:%M} UTC is yet to come. Choose today or an earlier day for --as-of.")
    archives = [Archive(root, folder.name) for folder in sorted(root.glob("*")) if folder.is_dir()]
    moments = [manifest.taken_at for archive in archives for manifest in archive.manifests()]
    if not moments:
        raise UsageError(f"There are no snapshots under {root} yet. Run once without --as-of.")
    pruned = [archive.source for archive in archives if archive.given_up(as_of)]
    if pruned:
        raise UsageError(
            f"The files of {', '.join(pruned)} that lay there at {as_of:%Y-%m-%d %H:%M} UTC were pruned. Kept are "
            "the last days (GCM_KEEP_DAYS) and, before them, the end of each month: choose the last day of a month."
        )
    if min(moments) > as_of:
        raise UsageError(
            f"The oldest snapshot is of {min(moments):%Y-%m-%d %H:%M} UTC, after {as_of:%Y-%m-%d %H:%M} UTC. "
            "Choose a later day for --as-of."
        )


def _entry(file: SnapshotFile) -> dict[str, Any]:
    return {
        "source_file": file.source_file,
        "sha256": file.sha256,
        "bytes": file.bytes,
        "modified": file.modified.isoformat(),
        "token": file.token,
    }


def _ending(source_file: str) -> str:
    """``.csv``, ``.xml.gz``, …: at most the last two endings, so that readers can tell the form."""
    endings = PurePosixPath(source_file).suffixes
    return "".join(endings[-2:] if endings[-1:] == [".gz"] else endings[-1:]).lower() or ".bin"


def _hash(place: Place, file: LandingFile) -> str:
    copy = Copy(None, file.source_file, MAXIMUM_BYTES)
    copy.expect(file.bytes)
    place.fetch(file, copy, None)
    return copy.sha256


def _write_json(path: Path, content: dict[str, Any]) -> None:
    whole.write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
