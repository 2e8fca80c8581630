"""A night in which one project in a hundred has a new title: what most nights are like.

Belongs here: writing the changed landing folder. Does not belong here: running it (contest.py).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

FILES = {
    "english": ("utf-8-sig", re.compile(r'(?m)^([^,]*,"[\w. ]*00\s*",")')),
    "french": ("windows-1252", re.compile(r'(?m)^("[\w. ]*00\s*";[^;\n]*;")')),
    "tabbed": ("utf-8", re.compile(r'(?m)^("[\w. ]*00\s*"\t")')),
}
"""By file its encoding, and the beginning of a row whose project code ends in 00, up to the title."""


def write(landing: Path, changed: Path) -> int:
    """Copy ``landing`` to ``changed`` with *Amended:* before one title in a hundred; returns how many rows that were.

    Counts stay as they are: no tag changes. The workbook stays as it is.
    """
    shutil.copytree(landing, changed, ignore=shutil.ignore_patterns("synthetic_export_*.csv"))
    rows = 0
    for name, (encoding, beginning) in FILES.items():
        path = Path("prima") / f"synthetic_export_{name}.csv"
        with (landing / path).open(encoding=encoding, newline="") as file:
            text, found = beginning.subn(r"\1Amended: ", file.read())
        with (changed / path).open("w", encoding=encoding, newline="") as file:
            file.write(text)
        rows += found
    return rows
