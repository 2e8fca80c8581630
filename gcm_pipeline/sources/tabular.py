"""Reads the landing files of a tabular source, CSV or XLSX, into raw frames of text with canonical names.

Nothing is trimmed, repaired or evaluated: only an empty cell becomes null. Rows whose cells are all empty are left out
and not counted. ``source_row`` is the row number that a spreadsheet shows.

Belongs here: what CSV and XLSX have in common. Does not belong here: the two formats, or what a value means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import findings, tabular_csv, tabular_header
from gcm_pipeline.sources.card import Card, Frame
from gcm_pipeline.sources.findings import Finding
from gcm_pipeline.sources.tabular_batch import Batch
from gcm_pipeline.sources.tabular_header import Header

MAXIMUM_BYTES = 2 << 30
"""Of one file. A million projects are 950 MB in all; cleaning takes some twice their size in memory."""
_ENDINGS = (".csv", ".xlsx")


def schemas(card: Card) -> dict[str, pa.Schema]:
    """The frames that ``read`` yields: those of the card that have fields (a row of a file each), and ``findings``."""
    tabular = {name: _schema(frame) for name, frame in card.frames.items() if frame.fields}
    return {**tabular, "findings": findings.SCHEMA}


def _schema(frame: Frame) -> pa.Schema:
    texts = [(field, pa.string()) for field in frame.fields]
    return pa.schema([*texts, ("source_file", pa.string()), ("source_row", pa.int32())])


def read(file: SnapshotFile, card: Card) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the frame that the file's name belongs to, and of ``findings``, in its order; at least one of each.

    Findings: ``wrong-number-of-cells`` (scope ``row``: it is not in the frame), and, of the whole file, the warnings
    ``unknown-column``, ``unnamed-column``, ``missing-trailing-cells``. InputError when the file cannot be trusted.
    """
    ending = file.path.suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(
            f"A file that ends in {ending!r} is not read", remedy="Save it as CSV or XLSX.", file=file.source_file
        )
    if file.bytes > MAXIMUM_BYTES:
        raise InputError(
            f"The file is {file.bytes:,} bytes long, more than {MAXIMUM_BYTES:,}",
            remedy="See whether it holds what it should. If so, split it, on a machine with memory for all of it.",
            file=file.source_file,
        )
    name, frame = _frame(file, card)
    header, batches = _reader(ending)(file.path, frame, file.source_file)
    yield "findings", findings.table(tabular_header.unknown(header, frame, file.source_file))
    yield name, _schema(frame).empty_table()
    unnamed: dict[int, int] = {}
    padded = 0
    for batch in batches:
        kept = _without_blank(batch)
        _note_unnamed(kept, header, unnamed)
        padded += kept.padded
        yield name, _rows(kept, header, frame, file.source_file)
        yield "findings", findings.table(kept.findings)
    yield "findings", findings.table(_of_the_file(header, unnamed, padded, file.source_file))


def sheet(file: SnapshotFile, card: Card) -> str | None:
    """The name of the sheet that ``read`` takes from a workbook; None for a file without sheets."""
    ending = file.path.suffix.lower()
    return _reader(ending)(file.path, _frame(file, card)[1], file.source_file)[0].sheet if ending == ".xlsx" else None


def _reader(ending: str) -> Callable[[Path, Frame, str], tuple[Header, Iterator[Batch]]]:
    if ending == ".csv":
        return tabular_csv.read
    from gcm_pipeline.sources import tabular_xlsx

    return tabular_xlsx.read


def _frame(file: SnapshotFile, card: Card) -> tuple[str, Frame]:
    name = card.frame_of(file.source_file)
    if name is None:
        patterns = ", ".join(pattern for frame in card.frames.values() for pattern in frame.patterns)
        raise InputError(
            "No frame of this source is read from a file of this name",
            remedy=f"Give it one of these: {patterns}.",
            file=file.source_file,
        )
    return name, card.frames[name]


def _without_blank(batch: Batch) -> Batch:
    blank = np.ones(batch.cells.num_rows, dtype=bool)
    for column in batch.cells.columns:
        if not blank.any():
            return batch
        blank &= pc.is_null(column).to_numpy()
    return Batch(batch.cells.filter(pa.array(~blank)), batch.numbers[~blank], batch.findings, batch.padded)


def _rows(batch: Batch, header: Header, frame: Frame, source_file: str) -> pa.Table:
    """The columns of the frame in its order; those that the file lacks are null."""
    rows = batch.cells.num_rows
    cells = {field: batch.cells.column(place) for place, field in enumerate(header.fields) if field}
    columns = [cells.get(field, pa.nulls(rows, pa.string())) for field in frame.fields]
    origin = [pa.repeat(pa.scalar(source_file), rows), pa.array(batch.numbers, pa.int32())]
    return pa.Table.from_arrays([*columns, *origin], schema=_schema(frame))


def _note_unnamed(batch: Batch, header: Header, unnamed: dict[int, int]) -> None:
    """Remember for each column without a header the first row that holds something there."""
    for place, cell in enumerate(header.cells):
        column = batch.cells.column(place)
        if not cell.strip() and place not in unnamed and column.null_count < len(column):
            unnamed[place] = int(batch.numbers[pc.is_valid(column).to_numpy().argmax()])


def _of_the_file(header: Header, unnamed: dict[int, int], padded: int, source_file: str) -> Iterator[Finding]:
    record = findings.raw_text("\t".join(header.cells))
    for place, row in sorted(unnamed.items()):
        value = f"column {place + 1}, row {row}"
        yield Finding(source_file, header.row, None, "unnamed-column", value, record, "warning")
    if padded:
        yield Finding(source_file, header.row, None, "missing-trailing-cells", f"{padded} rows", record, "warning")
