"""From the snapshots of one source to its raw frames: the newest good ones win.

A source whose newest files cannot be read, or fail the suite of their raw frames, falls back to the last files that
were accepted and is marked stale; so one bad file never holds back the other sources, nor yesterday's data of its own.

Belongs here: that choice. Does not belong here: copying (snapshots.py), reading (sources/), cleaning (normalise/).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from gcm_pipeline import disk, frames
from gcm_pipeline.errors import InputError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality.checking import Checking, Work
from gcm_pipeline.quality.outcomes import Outcome, blocking
from gcm_pipeline.quality.suites import Bounds
from gcm_pipeline.snapshots import Archive, Manifest, SnapshotFile
from gcm_pipeline.sources import registry
from gcm_pipeline.sources.card import Card
from gcm_pipeline.version import made_of

FILES = pa.schema(
    [
        ("source_file", pa.string()),
        ("sha256", pa.string()),
        ("bytes", pa.int64()),
        ("modified_at", pa.timestamp("us", tz="UTC")),
        ("is_stale", pa.bool_()),
    ]
)


@dataclass
class Intake:
    """``raw`` holds the frames of the source plus ``files``; ``problem`` says why newer files were refused."""

    raw: FrameSet
    problem: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def has_files(self) -> bool:
        """Whether any file, new or earlier, stands behind the frames."""
        return self.raw.rows("files") > 0


def take_in(
    archive: Archive,
    card: Card,
    kept: Path,
    checking: Checking,
    *,
    as_of: datetime | None = None,
    problem: str | None = None,
) -> Intake:
    """Read the newest acceptable manifest of ``archive`` into a frame set.

    That is the one at ``kept`` when it was read from the same files before, else a new one beside it.
    ``as_of`` limits the choice to snapshots not later than that; ``problem`` (from taking the snapshot) refuses the
    newest at once. With no acceptable manifest at all, the frames are empty.
    """
    candidates = list(archive.manifests(as_of))
    outcomes: list[Outcome] = []
    if candidates and not problem:
        newest = _attempt(candidates[0], card, kept, checking, stale=False)
        if not newest.problem:
            candidates[0].accept()
            return newest
        problem, outcomes = newest.problem, newest.outcomes
    for manifest in (candidate for candidate in candidates if candidate.accepted):
        earlier = _attempt(manifest, card, kept, checking, stale=True)
        if not earlier.problem:
            return replace(earlier, problem=problem, outcomes=outcomes or earlier.outcomes)
    return Intake(_read((), card, kept, stale=False), problem, outcomes)


def _attempt(manifest: Manifest, card: Card, kept: Path, checking: Checking, *, stale: bool) -> Intake:
    try:
        raw = _read(manifest.files, card, kept, stale=stale)
    except (InputError, OSError) as error:
        if full := disk.refusal(str(error)):
            raise full from error  # no fault of the files: earlier ones must not stand in for them
        return Intake(FrameSet(kept), str(error))
    outcomes = [
        outcome
        for frame in _frames_with_files(card, manifest)
        for outcome in checking.outcomes(_suite(card, frame, raw), shown=not stale)
    ]
    refusals = [
        f"{failed.check_name} failed: expected {failed.expected}, observed {failed.observed}"
        for failed in blocking(outcomes)
    ]
    remedy = f"Correct the files of {card.source}/, or the bounds in sources/{card.source}.yml."
    return Intake(raw, f"{card.source}: {'; '.join(refusals)}. {remedy}" if refusals else None, outcomes)


def _frames_with_files(card: Card, manifest: Manifest) -> list[str]:
    """The counted frames that some file is read into: what a source need not have is not missed."""
    found = {card.frame_of(file.source_file) for file in manifest.files}
    return [name for name in card.frames if name in found]


def _suite(card: Card, name: str, raw: FrameSet) -> Work:
    """The suite of a counted frame."""
    bounds = Bounds(card.frames[name].bounds.minimum_rows, card.frames[name].bounds.maximum_rows)
    columns = tuple(registry.counted(card.source)[name].names)
    return Work(f"raw_{card.source}_{name}", raw.directory, name, raw.made_of, columns, bounds)


def _read(files: tuple[SnapshotFile, ...], card: Card, kept: Path, *, stale: bool) -> FrameSet:
    """The frames of ``files``: those at ``kept`` if they are, else new ones beside them."""
    rows = [
        (file.source_file, file.sha256, file.bytes, file.modified, stale)
        for file in sorted(files, key=lambda file: file.source_file)
    ]
    made, known = made_of(card.source, *rows), FrameSet(kept)
    if known.made_of == made:
        return known

    def batches() -> Iterator[tuple[str, pa.Table]]:
        yield from registry.read(card.source, files)
        yield "files", pa.Table.from_pylist([dict(zip(FILES.names, row, strict=True)) for row in rows], FILES)

    fresh = frames.write(kept.with_name(f"{kept.name}.reading"), batches())
    if registry.tries_again(card.source):  # the same files may give more than before: their content decides
        made = made_of(*map(fresh.identity, fresh))
    if known.made_of == made:
        shutil.rmtree(fresh.directory)
        return known
    return frames.sign(fresh, made)
