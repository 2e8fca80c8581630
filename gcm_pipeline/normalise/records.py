"""Rows of a small tabular frame on their way into core tables: which stay, what their cells mean, what is said of them.

Belongs here: the steps that the sources of some thousand rows share, built on findings.py and duplicates.py.
Does not belong here: how any kind of cell is read (dates.py, money.py, countries.py, …), what a row means (mptf.py, …).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates, findings, text
from gcm_pipeline.normalise.cells import Cells, Positions, Reader, distinct, encode, merge, ranks
from gcm_pipeline.normalise.duplicates import NEVER, choose, number
from gcm_pipeline.normalise.lists import Lists, pairs
from gcm_pipeline.sources.findings import SCHEMA

PROVENANCE = ("source_file", "source_row")
SYNTHETIC = r"(?i)synth[eé]ti"  # synthetic, synthétique


class Entries(NamedTuple):
    """What the lists of a field hold: the place of the row of each entry among the rows that stay, and the entry."""

    at: pa.Array
    values: pa.Array


class Records:
    """The rows of one raw frame. Take out what cannot stay first (``require``, ``reject``, ``unique``), then read.

    Whatever is returned, and every mask that is given, has one entry for each row that stays, in their order: that of
    files and rows, after ``unique`` that of the key. What is to be said is collected for ``closing``.
    """

    def __init__(
        self,
        raw: Mapping[str, pd.DataFrame],
        frame: str,
        fields: Sequence[str],
        *,
        lists: Collection[str] = (),
        verbatim: Collection[str] = (),
    ) -> None:
        """``fields``: the text columns of the frame. Line ends stay in ``lists``; `N/A` stays in ``verbatim`` only."""
        self.rows = _rows(raw, frame, fields)
        self.places: pa.Array = pa.array(np.arange(self.rows.num_rows))
        self.found: list[pa.Table] = []
        self._cells = {name: distinct(self.rows[name], lines=name in lists) for name in fields}
        for name in set(fields) - set(verbatim):
            self._cells[name] = merge(self._cells[name], text.said(self._cells[name].values))

    def cells(self, field: str) -> Cells:
        """The tidy cells of a field."""
        return self._cells[field].take(self.places)

    def text(self, field: str) -> pa.Array:
        """A field as written, tidied."""
        own = self.cells(field)
        return own.spread(own.values)

    def is_blank(self, field: str) -> pa.Array:
        """Whether a row says nothing in a field."""
        return pc.is_null(self.cells(field).codes)

    def require(self, field: str, rule: str, reader: Reader | None = None) -> None:
        """Reject the rows that say nothing in ``field``, and those where ``reader`` makes nothing of it."""
        self.reject(field, self.is_blank(field), rule)
        if reader:
            self.reject_unread(field, reader)

    def reject_unread(self, field: str, reader: Reader) -> None:
        """Reject the rows where ``reader`` makes nothing of ``field``, by the rule that says why."""
        rules = reader(self.cells(field).values).rule
        for rule in sorted(set(rules.drop_null().to_pylist())):
            self.reject(field, pc.equal(self.cells(field).spread(rules), rule), rule)

    def meant(self, field: str, reader: Reader) -> pa.Array:
        """What ``reader`` makes of ``field``; nothing is reported."""
        own = self.cells(field)
        return own.spread(reader(own.values).value)

    def reject(self, field: str, wrong: pa.Array, rule: str) -> None:
        """Reject the rows for which ``wrong`` is true."""
        wrong = pc.fill_null(wrong, False)
        self._say(field, wrong, rule, "row")
        self.places = self.places.filter(pc.invert(wrong))

    def warn(self, field: str, odd: pa.Array, rule: str) -> None:
        """Report the rows for which ``odd`` is true; they stay."""
        self._say(field, pc.fill_null(odd, False), rule, "warning")

    def unique(self, *key: pa.Array) -> None:
        """Keep one row for each ``key`` (without nulls), in its order: of identical rows the first, else the last.

        Rules, scope superseded: ``duplicate-identical``, ``duplicate-older``. Rows are identical when all cells are.
        """
        choice = choose(_order(key), self._look)
        for lost, rule in ((choice.identical, "duplicate-identical"), (choice.older, "duplicate-older")):
            self.found.append(findings.of_rows(self.places.take(pa.array(lost)), None, rule, "superseded"))
        self.places = self.places.take(pa.array(choice.kept))

    def different(self) -> None:
        """Keep one of the rows that are identical cell by cell, in the order of files and rows."""
        self.unique(pa.array(number(self.cells(name) for name in self._cells)))
        self.places = self.places.take(pc.sort_indices(self.places))

    def read(self, field: str, reader: Reader, scope: str = "value") -> pa.Array:
        """A field by ``reader`` (distinct tidy cells to values and rules); what has a rule is reported in ``scope``."""
        own = self.cells(field)
        cleaned = reader(own.values)
        self.found.append(findings.of_cells(field, own, cleaned.rule, self.places, scope))
        return own.spread(cleaned.value)

    def dates(self, field: str, *, last: bool = False) -> dict[str, pa.Array]:
        """The columns ``<field>`` and ``<field>_precision``; with ``last`` a year stands as its last day."""
        own = self.cells(field)
        read = dates.read(own.values, last=last)
        self.found.append(findings.of_cells(field, own, read.rule, self.places))
        return {field: own.spread(read.value), f"{field}_precision": own.spread(read.precision)}

    def entries(self, field: str, reader: Callable[[pa.Array], Lists], warnings: Collection[str] = ()) -> Entries:
        """The entries of a list by ``reader``; rejected tokens of the rules ``warnings`` are reported as warnings."""
        own = self.cells(field)
        lists = reader(own.values)
        told = findings.of_tokens(field, own, lists.rejected, self.places)
        kept = pc.is_in(told["rule"], pa.array(sorted(warnings), pa.string()))
        scope = pc.if_else(kept, "warning", told["scope"])
        self.found.append(told.set_column(told.column_names.index("scope"), "scope", scope))
        return Entries(*pairs(lists.values, own.codes))

    def is_synthetic(self, *fields: str) -> pa.Array:
        """Whether one of ``fields`` says in English or French that the row is synthetic."""
        says = pa.repeat(pa.scalar(False), len(self.places))
        for field in fields:
            own = self.cells(field)
            says = pc.or_(says, pc.fill_null(own.spread(pc.match_substring_regex(own.values, SYNTHETIC)), False))
        return says

    def provenance(self) -> dict[str, pa.Array]:
        """``source_file`` and ``source_row``."""
        return {name: self.rows[name].take(self.places).combine_chunks() for name in PROVENANCE}

    def _say(self, field: str, hit: pa.Array, rule: str, scope: str) -> None:
        value = self.text(field).filter(hit)
        self.found.append(findings.of_rows(self.places.filter(hit), field, rule, scope, value))

    def _look(self, members: Positions) -> tuple[Positions, Positions]:
        """No row has a moment; rows have the same number where all their cells are the same."""
        rows = self.places.take(pa.array(members))
        return np.full(len(members), NEVER), number(cells.take(rows) for cells in self._cells.values())


def at(columns: Mapping[str, pa.Array], places: pa.Array) -> dict[str, pa.Array]:
    """The same columns for other rows, as a table below needs them."""
    return {name: column.take(places) for name, column in columns.items()}


def closing(raw: Mapping[str, pd.DataFrame], records: Sequence[Records]) -> Iterator[tuple[str, pa.Table]]:
    """The tables ``findings`` and ``books`` of a source, from its raw ``findings`` and the records of its frames."""
    earlier = _of_reading(raw)
    told = [findings.assemble(one.rows, one.found, SCHEMA.empty_table()) for one in records]
    order = [(name, "ascending") for name in ("source_file", "source_row", "field", "rule", "value")]
    every = pa.concat_tables([earlier, *told]).sort_by(order)
    starts = np.cumsum([0, *(one.rows.num_rows for one in records)])
    files = pa.concat_tables([one.rows.select(["source_file"]) for one in records])
    kept = pa.concat_arrays([pc.add(one.places, int(start)) for one, start in zip(records, starts, strict=False)])
    yield "findings", every
    yield "books", findings.books(files, kept, every, earlier)


def _rows(raw: Mapping[str, pd.DataFrame], frame: str, fields: Sequence[str]) -> pa.Table:
    """The raw frame in the order of files and rows, empty when the source brought none."""
    texts = [(name, pa.string()) for name in (*fields, "source_file")]
    schema = pa.schema([*texts, ("source_row", pa.int32())])
    if frame not in raw:
        return schema.empty_table()
    rows = pa.Table.from_pandas(raw[frame], preserve_index=False).select(schema.names).cast(schema)
    return rows.sort_by([(name, "ascending") for name in PROVENANCE]).combine_chunks()


def _of_reading(raw: Mapping[str, pd.DataFrame]) -> pa.Table:
    if "findings" not in raw:
        return SCHEMA.empty_table()
    return pa.Table.from_pandas(raw["findings"], preserve_index=False).select(SCHEMA.names).cast(SCHEMA)


def _order(key: Sequence[pa.Array]) -> Positions:
    """For each row a number in the order of its key, the same for the same key."""
    numbers = np.zeros(len(key[0]), np.int64)
    for column in key:
        own = encode(column)
        numbers = numbers * len(own.values) + ranks(own.values)[own.codes.to_numpy()]
    return numbers
