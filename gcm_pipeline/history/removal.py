"""What a pruning removes, or would remove, in numbers and bytes.

Belongs here: the sums. Does not belong here: what is removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Removal(NamedTuple):
    """``number`` things of one kind, which take ``bytes``."""

    what: str
    number: int
    bytes: int


def of_files(what: str, paths: Iterable[Path]) -> Removal:
    """The removal of ``paths``, all of which exist."""
    sizes = [path.stat().st_size for path in paths]
    return Removal(what, len(sizes), sum(sizes))
