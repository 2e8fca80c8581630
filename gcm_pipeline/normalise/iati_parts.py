"""The repeated parts of activities, column by column.

Belongs here: what is the same for every part.
Does not belong here: declarations (``iati_columns``), or rules for one part.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import iati_values, text
from gcm_pipeline.normalise.cells import distinct
from gcm_pipeline.normalise.iati_columns import Column, Part
from gcm_pipeline.normalise.iati_findings import Findings
from gcm_pipeline.normalise.iati_kept import Indices, Kept
from gcm_pipeline.reference import Reference


@dataclass(frozen=True)
class Rows:
    """Rows of a part: ``table`` clean, ``raw`` as read, ``activity`` the place of each row's activity; all as long."""

    table: pa.Table
    raw: pa.Table
    activity: Indices

    def filter(self, mask: pa.Array) -> Rows:
        """The rows where ``mask``."""
        return Rows(self.table.filter(mask), self.raw.filter(mask), self.activity[mask.to_numpy(zero_copy_only=False)])

    def set(self, name: str, values: pa.Array) -> Rows:
        """The same rows with a column of ``table`` replaced."""
        place = self.table.column_names.index(name)
        return replace(self, table=self.table.set_column(place, name, values))


def clean(part: Part, frame: pa.Table, kept: Kept, reference: Reference, findings: Findings) -> Rows:
    """The rows of kept activities, ordered by identifier and ordinal, each value cleaned or reported."""
    activity = kept.of(frame)
    position = frame["position"].to_numpy()
    order = np.lexsort((position, activity))
    order = order[activity[order] >= 0]
    raw = frame.take(pa.array(order))
    identifiers = kept.identifiers.take(pa.array(activity[order]))
    raw = raw.add_column(0, "iati_identifier", identifiers)
    columns = {"iati_identifier": identifiers} | ({part.number: raw["position"]} if part.number else {})
    for column in part.columns:
        columns[column.name] = read_column(column, raw, reference, findings)
    table = pa.table({**columns, "source_file": raw["source_file"], "source_row": raw["source_row"]})
    rows = Rows(table, raw, activity[order])
    return _with_needed(part, rows, findings) if part.needed else rows


def read_column(column: Column, raw: pa.Table, reference: Reference, findings: Findings) -> pa.ChunkedArray | pa.Array:
    """One clean column from ``raw``; what could not be read is reported."""
    published = raw[column.source]
    if column.kind in ("text", "lines"):
        chunks = [text.clean(chunk, lines=column.kind == "lines") for chunk in published.chunks]
        return pa.chunked_array(chunks, pa.string())
    cells = distinct(published)
    cleaned = iati_values.reader(column.kind, reference)(cells.values)
    rules = cells.spread(cleaned.rule)
    findings.add(raw, pc.is_valid(rules), rules, field=column.field, column=column.source)
    values = cells.spread(cleaned.value)
    return values if column.default is None else pc.fill_null(values, column.default)


def first_of(rows: Rows, name: str, findings: Findings, *, rule: str, field: str) -> Rows:
    """``rows`` with the first of several that have the same ``name`` in one activity; the others are reported."""
    codes = (
        rows.table[name].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    )
    _, first = np.unique(rows.activity << 32 | codes, return_index=True)
    keep = np.zeros(len(rows.activity), bool)
    keep[first] = True
    findings.add(rows.raw, pa.array(~keep), rule, field=field)
    return rows.filter(pa.array(keep))


def _with_needed(part: Part, rows: Rows, findings: Findings) -> Rows:
    """Leave out what says nothing; a value that was there but could not be read has its own finding."""
    raw_name = next(column.source for column in part.columns if column.name == part.needed)
    if part.field:
        blank = pc.equal(pc.utf8_trim_whitespace(pc.fill_null(rows.raw[raw_name], "")), "")
        findings.add(rows.raw, blank.combine_chunks(), "missing-code", field=part.field)
    return rows.filter(pc.is_valid(rows.table[part.needed]).combine_chunks())
