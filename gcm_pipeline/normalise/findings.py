"""What normalising has to say about rows and values, and the books that must balance.

Belongs here: the findings frame, the record of a raw row as JSON, the count of rows by what became of them.
Does not belong here: the rules (each cleaner has its own), or where findings are kept (quality tables).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.cells import Cells, encode
from gcm_pipeline.normalise.lists import pairs
from gcm_pipeline.sources.findings import SCHEMA

_PART = pa.schema(
    [("row", pa.int64()), ("field", pa.string()), ("rule", pa.string()), ("value", pa.string()), ("scope", pa.string())]
)
_PROVENANCE = ("source_file", "source_row")
_ESCAPES = {"\\": "\\\\", '"': '\\"'}
_CONTROLS = {chr(code): f"\\u{code:04x}" for code in range(32)} | {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def of_rows(
    rows: pa.Array, field: str | None, rule: str | pa.Array, scope: str, value: pa.Array | None = None
) -> pa.Table:
    """A finding for each of ``rows`` (int64 places in the raw table)."""
    size = len(rows)
    return pa.table(
        [
            rows,
            pa.repeat(pa.scalar(field, pa.string()), size),
            pa.repeat(pa.scalar(rule), size) if isinstance(rule, str) else rule,
            pa.nulls(size, pa.string()) if value is None else value,
            pa.repeat(scope, size),
        ],
        schema=_PART,
    )


def of_cells(field: str, cells: Cells, rule: pa.Array, rows: pa.Array, scope: str = "value") -> pa.Table:
    """A finding for each row of ``cells`` whose distinct cell has a ``rule``; ``rows``: their places in the raw one."""
    if rule.null_count == len(rule):
        return _PART.empty_table()
    rules = cells.spread(rule)
    hit = pc.is_valid(rules)
    return of_rows(rows.filter(hit), field, rules.filter(hit), scope, cells.values.take(cells.codes.filter(hit)))


def of_tokens(field: str, cells: Cells, rejected: pa.ListArray, rows: pa.Array) -> pa.Table:
    """A finding for each rejected token (lists.REJECT) of each row of ``cells``."""
    hit = pc.fill_null(cells.spread(pc.greater(pc.list_value_length(rejected), 0)), False)
    at, tokens = pairs(rejected, cells.codes.filter(hit))
    rule, token = tokens.flatten()
    return of_rows(rows.filter(hit).take(at), field, rule, "value", token)


def assemble(raw: pa.Table, parts: Iterable[pa.Table], earlier: pa.Table) -> pa.Table:
    """All findings in SCHEMA, ``earlier`` ones (of reading) included, in order of file, row, field, rule and value."""
    found = pa.concat_tables([_PART.empty_table(), *parts]).combine_chunks()
    affected = encode(found["row"])
    rows = _plain(raw.take(affected.values))
    columns = {name: rows[name].take(affected.codes) for name in _PROVENANCE}
    columns["record"] = records(rows).take(affected.codes)
    columns |= {name: found[name] for name in ("field", "rule", "value", "scope")}
    later = pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)
    return in_order([earlier.select(SCHEMA.names).cast(SCHEMA), later])


def in_order(parts: Iterable[pa.Table]) -> pa.Table:
    """Findings in order of file, row, field, rule and value."""
    order = ("source_file", "source_row", "field", "rule", "value")
    return pa.concat_tables(parts).sort_by([(name, "ascending") for name in order])


def _plain(rows: pa.Table) -> pa.Table:
    types = [one.type.value_type if pa.types.is_dictionary(one.type) else one.type for one in rows.schema]
    return rows.cast(pa.schema(list(zip(rows.column_names, types, strict=True))))


def records(rows: pa.Table) -> pa.ChunkedArray:
    """Each row as a JSON object of its text columns in order; nulls and provenance are left out."""
    members = [_member(name, rows[name]) for name in rows.column_names if name not in _PROVENANCE]
    # Not null_handling="skip" with ", " between: pyarrow 26 drops a row of which all members are null.
    joined = pc.binary_join_element_wise(*members, "", null_handling="replace")
    return pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(joined, 2), "}", "")


def _member(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    controls = _CONTROLS if pc.any(pc.match_substring_regex(column, r"[\x00-\x1f]")).as_py() else {}
    for character, escape in (_ESCAPES | controls).items():
        column = pc.replace_substring(column, character, escape)
    return pc.binary_join_element_wise(f', "{name}": "', column, '"', "")


def books(raw: pa.Table, kept: pa.Array, findings: pa.Table, earlier: pa.Table) -> pa.Table:
    """For each source file: rows read, loaded (``kept``), rejected and superseded.

    Rows that reading rejected (``earlier``, scope row) are not among the ``raw`` rows; they count as read and rejected.
    """
    counts = {
        "rows_read": [raw["source_file"], earlier.filter(pc.equal(earlier["scope"], "row"))["source_file"]],
        "rows_loaded": [raw["source_file"].take(kept)],
        "rows_rejected": [findings.filter(pc.equal(findings["scope"], "row"))["source_file"]],
        "rows_superseded": [findings.filter(pc.equal(findings["scope"], "superseded"))["source_file"]],
    }
    frame = pd.DataFrame({name: _count(files) for name, files in counts.items()}, columns=list(counts))
    frame = frame.fillna(0).astype("int64").sort_index().rename_axis("source_file").reset_index()
    types = [pa.field("source_file", pa.string()), *[pa.field(name, pa.int64()) for name in counts]]
    return pa.Table.from_pandas(frame, schema=pa.schema(types), preserve_index=False)


def added(books: Iterable[pa.Table]) -> pa.Table:
    """The books of parts of the same files as those of the whole."""
    parts = pa.concat_tables(books)
    counts = [(name, "sum") for name in parts.column_names[1:]]
    totals = parts.group_by("source_file").aggregate(counts).rename_columns(parts.column_names)
    return totals.sort_by("source_file").cast(parts.schema)


def _count(files: list[pa.ChunkedArray]) -> pd.Series:
    counted = [entry.as_py() for column in files for entry in column.cast(pa.string()).value_counts()]
    return pd.DataFrame(counted, columns=["values", "counts"]).groupby("values")["counts"].sum()
