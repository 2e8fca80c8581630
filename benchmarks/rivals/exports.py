"""The files of a sample as a person would describe them who has looked into each, and files that all rivals write.

Belongs here: what is the same for several rivals. Nothing of gcm_pipeline is used but the list of the objectives.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

OBJECTIVES = Path(__file__).parents[2] / "data" / "reference" / "gcm_objectives.csv"
COLUMNS = ("project_code", "status", "outcome_no", "objectives", "tagged_on", "last_modified")
"""What the counts need. Rivals with a warehouse load all columns."""


class Export(NamedTuple):
    """One file: its name, how it is written, lines above the header, and the headers of COLUMNS."""

    name: str
    suffix: str
    delimiter: str
    encoding: str
    above: int
    headers: tuple[str, ...]

    def path(self, landing: Path) -> Path:
        """Where the sample puts it."""
        return landing / "prima" / f"synthetic_export_{self.name}{self.suffix}"


_TAIL = ("GCM Objectives", "Tagged On", "Last Modified")
EXPORTS = (
    Export("english", ".csv", ",", "utf-8-sig", 1, ("Project Code", "Project Status", "Outcome No.", *_TAIL)),
    Export("french", ".csv", ";", "windows-1252", 1, ("Projet ID", "Statut du projet", "Outcome No.", *_TAIL)),
    Export(
        *("tabbed", ".csv", "\t", "utf-8", 1),
        ("PROJECTS ID", "Project  status", "outcome no", "gcm objectives", "tagged on", "Last modified"),
    ),
    Export("workbook", ".xlsx", "", "", 3, ("Project Code", "Project Status", "Outcome No.", *_TAIL)),
)
ACTIVE = ("activated", "active", "actif", "completed", "achevé", "closed", "clôturé")
"""Statuses that count, in lower case."""


def workbook_rows(landing: Path) -> list[list[str]]:
    """The workbook as text, its header first; serial dates and numbers are written as whole numbers where they are."""
    export = EXPORTS[-1]
    with CalamineWorkbook.from_path(export.path(landing)) as book:
        rows = book.get_sheet_by_index(0).to_python()[export.above :]
    return [[_text(cell) for cell in row] for row in rows]


def as_csv(landing: Path, work: Path) -> dict[str, Path]:
    """The exports as UTF-8 files that DuckDB reads: the French one transcoded, the workbook written as CSV."""
    paths = {export.name: export.path(landing) for export in EXPORTS}
    french = EXPORTS[1]
    paths["french"], paths["workbook"] = work / "french.csv", work / "workbook.csv"
    with (
        french.path(landing).open(encoding=french.encoding, newline="") as source,
        paths["french"].open("w", encoding="utf-8", newline="") as target,
    ):
        while block := source.read(1 << 22):
            target.write(block)
    with paths["workbook"].open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(workbook_rows(landing))
    return paths


def periods(landing: Path) -> list[dict[str, str]]:
    """The rows of ``periods.csv``, below its title line."""
    with (landing / "periods.csv").open(encoding="utf-8", newline="") as file:
        next(file)
        return list(csv.DictReader(file))


def write_counts(work: Path, rows: Iterable[tuple[object, ...]]) -> None:
    """``counts.csv`` of rows (mart, period, cluster or objective, tagged projects)."""
    with (work / "counts.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(sorted(tuple(str(cell) for cell in row) for row in rows))


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
