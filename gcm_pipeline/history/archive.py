"""Pruning the archive of landing files: manifests that are no longer kept, then contents that none of the rest names.

Belongs here: what goes, and in which order. Does not belong here: the policy (retention.py), the archive's form
(snapshots.py).

Manifests go before contents: a pruning that is broken off leaves contents which the next one removes, and never a
manifest whose contents are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from gcm_pipeline.history import removal, retention
from gcm_pipeline.history.removal import Removal
from gcm_pipeline.snapshots import Archive, Manifest

CONTENT = re.compile(r"[0-9a-f]{64}\.")
"""How the name of an archived copy, of its sidecar and of what was read in it begins."""


def prune(archive: Archive, since: datetime, needed: Iterable[Path], *, dry: bool) -> list[Removal]:
    """Remove what is not kept; ``needed`` are archived copies that stay in any case. ``dry`` only counts.

    Nobody may take snapshots meanwhile (``loads.between_runs``).
    """
    manifests = list(archive.manifests())
    moments = _kept(manifests, since)
    kept = [manifest for manifest in manifests if manifest.taken_at in moments]
    given_up = [manifest for manifest in manifests if manifest.taken_at not in moments]
    copies = {path.name for path in needed} | {file.path.name for manifest in kept for file in manifest.files}
    contents = _others(archive.folder.glob("*"), copies | {f"{name[:64]}.json" for name in copies})
    read = _others(archive.folder.glob("*/*/*.parquet"), {f"{name}.parquet" for name in copies})
    removals = [
        removal.of_files("manifests", [manifest.path for manifest in given_up]),
        removal.of_files("archived files", contents),
        removal.of_files("texts read in them", read),
    ]
    if not dry:
        for manifest in given_up:
            manifest.give_up()
        for path in (*contents, *read):
            path.unlink()
    return removals


def _kept(manifests: list[Manifest], since: datetime) -> set[datetime]:
    """What a run as of a kept moment reads: the newest files, or the newest good ones should those be refused."""
    accepted = [manifest.taken_at for manifest in manifests if manifest.accepted]
    return retention.kept((manifest.taken_at for manifest in manifests), since) | retention.kept(accepted, since)


def _others(paths: Iterable[Path], names: set[str]) -> list[Path]:
    return sorted(path for path in paths if CONTENT.match(path.name) and path.name not in names)
