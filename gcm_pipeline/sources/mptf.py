"""The Migration Multi-Partner Trust Fund (MIG00): joint programmes, contributions and proposals, CSV or XLSX.

Belongs here: which card the tabular reader takes, and refusing files of another fund with nearly the same name.
Does not belong here: cleaning (normalise/mptf.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import tabular, tabular_signatures, tabular_zip
from gcm_pipeline.sources.card import load_card
from gcm_pipeline.sources.tabular_header import SEARCHED_ROWS

CARD = load_card("mptf")
FRAMES = tabular.schemas(CARD)

_KEYS = {"programme_code", "reference"}
_OTHER = re.compile(r"(?<![A-Z0-9])MCS ?00", re.IGNORECASE)
_OWN = re.compile(r"(?<![A-Z0-9])MIG ?00", re.IGNORECASE)
_OTHER_KEY = r"(?i)^\s*(?:MPTF[\s_/-]*)?MCS ?00"
_HEAD = 1 << 16
"""Bytes in which the first lines of a CSV file are looked for."""


def read(file: SnapshotFile) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the card's frames and of ``findings`` (``FRAMES``); see ``tabular.read``.

    InputError also for a file of the fund MCS00: by its name, its first lines (unless these name MIG00, too), or a key.
    """
    first = _first_lines(file)
    if _OTHER.search(PurePosixPath(file.source_file).name):
        raise _another_fund(file, "its name says MCS00")
    if _OTHER.search(first) and not _OWN.search(first):
        raise _another_fund(file, "its first lines say MCS00")
    for name, rows in tabular.read(file, CARD):
        for key in _KEYS.intersection(rows.column_names):
            foreign = rows.filter(pc.match_substring_regex(rows[key], _OTHER_KEY))
            if foreign.num_rows:
                code, row = foreign[key][0].as_py(), foreign["source_row"][0].as_py()
                raise _another_fund(file, f"{code!r} begins with MCS00", row)
        yield name, rows


def _first_lines(file: SnapshotFile) -> str:
    """The first rows of the file as text; of a workbook that cannot be opened nothing, ``tabular.read`` says why."""
    if file.path.suffix.lower() != ".xlsx":
        with file.path.open("rb") as stream:  # the codes of funds are ASCII, whatever the encoding
            return "\n".join(stream.read(_HEAD).decode("ascii", "ignore").splitlines()[:SEARCHED_ROWS])
    tabular_signatures.expect(file.path, tabular_signatures.XLSX, file.source_file, tabular_zip.REMEDY)
    tabular_zip.check(file.path, file.source_file)
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with CalamineWorkbook.from_path(file.path) as workbook:
            names = [about.name for about in workbook.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
            tops = [islice(workbook.get_sheet_by_name(name).iter_rows(), SEARCHED_ROWS) for name in names]
            return "\n".join([*names, *(str(cell) for top in tops for row in top for cell in row)])
    except CalamineError:
        return ""


def _another_fund(file: SnapshotFile, why: str, row: int | None = None) -> InputError:
    return InputError(
        f"This is a file of MCS00, another and older fund (2017-18) with nearly the same name: {why}",
        remedy="Take it out of this folder, and export the Migration Multi-Partner Trust Fund, MIG00.",
        file=file.source_file,
        row=row,
    )
