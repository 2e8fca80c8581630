"""Reads the landing files of a tabular source, CSV or XLSX, into raw frames of text with canonical names.

Nothing is trimmed, repaired or evaluated: only an empty cell becomes null. Rows whose cells are all empty are left out
and not counted. ``source_row`` is the row number that a spreadsheet shows.

Belongs here: what CSV and XLSX have in common. Does not belong here: the two formats, or what a value means.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import findings, tabular_csv, tabular_header, tabular_xlsx
from gcm_pipeline.sources.card import Card
from gcm_pipeline.sources.findings import Finding
from gcm_pipeline.sources.tabular_batch import Batch
from gcm_pipeline.sources.tabular_header import Header

_READERS = {".csv": tabular_csv.read, ".xlsx": tabular_xlsx.read}


def schemas(card: Card) -> dict[str, pa.Schema]:
    """The frames that ``read`` yields: ``rows`` (a row of the file each) and ``findings``."""
    texts = [(field, pa.string()) for field in card.fields]
    return {
        "rows": pa.schema([*texts, ("source_file", pa.string()), ("source_row", pa.int32())]),
        "findings": findings.SCHEMA,
    }


def read(file: SnapshotFile, card: Card) -> Iterator[tuple[str, pa.Table]]:
    """Batches of ``rows`` and ``findings`` of one file, in the order of the file; at least one of each.

    Findings: ``wrong-number-of-cells`` (scope ``row``: it is not among ``rows``), and, of the whole file, the warnings
    ``unknown-column``, ``unnamed-column``, ``missing-trailing-cells``. InputError when the file cannot be trusted.
    """
    ending = file.path.suffix.lower()
    if ending not in _READERS:
        raise InputError(
            f"A file that ends in {ending!r} is not read", remedy="Save it as CSV or XLSX.", file=file.source_file
        )
    header, batches = _READERS[ending](file.path, card, file.source_file)
    yield "findings", findings.table(tabular_header.unknown(header, card, file.source_file))
    yield "rows", schemas(card)["rows"].empty_table()
    unnamed: dict[int, int] = {}
    padded = 0
    for batch in batches:
        kept = _without_blank(batch)
        _note_unnamed(kept, header, unnamed)
        padded += kept.padded
        yield "rows", _rows(kept, header, card, file.source_file)
        yield "findings", findings.table(kept.findings)
    yield "findings", findings.table(_of_the_file(header, unnamed, padded, file.source_file))


def sheet(file: SnapshotFile, card: Card) -> str | None:
    """The name of the sheet that ``read`` takes from a workbook; None for a file without sheets."""
    ending = file.path.suffix.lower()
    return tabular_xlsx.read(file.path, card, file.source_file)[0].sheet if ending == ".xlsx" else None


def _without_blank(batch: Batch) -> Batch:
    blank = np.ones(batch.cells.num_rows, dtype=bool)
    for column in batch.cells.columns:
        if not blank.any():
            return batch
        blank &= pc.is_null(column).to_numpy()
    return Batch(batch.cells.filter(pa.array(~blank)), batch.numbers[~blank], batch.findings, batch.padded)


def _rows(batch: Batch, header: Header, card: Card, source_file: str) -> pa.Table:
    """The columns of the card in its order; those that the file lacks are null."""
    rows = batch.cells.num_rows
    cells = {field: batch.cells.column(place) for place, field in enumerate(header.fields) if field}
    columns = [cells.get(field, pa.nulls(rows, pa.string())) for field in card.fields]
    origin = [pa.repeat(pa.scalar(source_file), rows), pa.array(batch.numbers, pa.int32())]
    return pa.Table.from_arrays([*columns, *origin], schema=schemas(card)["rows"])


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
