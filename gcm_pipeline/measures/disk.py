"""How much of the disk the storage folder takes, and how much is left.

Belongs here: counting bytes. Does not belong here: how much is enough (health.py).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

BLOCK = 512  # bytes: the unit of st_blocks in POSIX


@dataclass(frozen=True)
class Disk:
    """Bytes that each folder of the storage takes on the disk, by name, and bytes left there for this user."""

    parts: dict[str, int]
    free: int


def measure(storage: Path) -> Disk:
    """The disk use of an existing storage folder; what vanishes or may not be read while it is counted is left out."""
    parts = sorted(entry for entry in storage.iterdir() if entry.is_dir() and not entry.is_symlink())
    return Disk({part.name: _taken(part) for part in parts}, shutil.disk_usage(storage).free)


def _taken(folder: Path) -> int:
    taken = 0
    for place, _, files in os.walk(folder):
        for file in files:
            with suppress(OSError):
                taken += os.lstat(os.path.join(place, file)).st_blocks * BLOCK  # noqa: PTH118 - faster by far
    return taken
