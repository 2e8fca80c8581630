"""Text files that are there whole or as they were before, whenever somebody looks or the run is killed.

Belongs here: writing one such file, and clearing away what a killed writer left. Does not belong here: what is in it.
"""

from __future__ import annotations

from pathlib import Path
from threading import get_ident


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` as UTF-8, beside it first and then in its place; folders are made as needed.

    Threads that write the same at the same time do not meet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{get_ident()}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def clear(folder: Path) -> None:
    """Remove what writers that were killed left in ``folder`` and below it; nobody may be writing there."""
    for unfinished in folder.rglob(".*.unfinished"):
        unfinished.unlink()
