"""Dirt put into rows that are clean so far.

Belongs here: choosing rows and changing or copying them, kind by kind. Does not belong here: the kinds (``kinds.py``).
Nothing here changes what counts once the rows are cleaned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.sample.arrays import Ints, Mask
from gcm_pipeline.sample.kinds import Cell, Kind


def change_cells(
    table: pa.Table, own: Sequence[Kind], level: str, span: tuple[int, int], groups: Mapping[str, Mask]
) -> tuple[pa.Table, Mask]:
    """``table`` with cells changed, no row by two kinds, and the mask of changed rows.

    ``span`` is the block's first project and the one after its last; ``groups`` are the rows by ``applies_to``.
    """
    touched = np.zeros(table.num_rows, bool)
    for turn, kind in enumerate(kind for kind in own if kind.level == level):
        rows = _choose(kind, table, groups[kind.applies_to] & ~touched, span, turn)
        table = _changed(table, rows, kind)
        touched[rows] = True
    return table, touched


def add_copies(table: pa.Table, own: Sequence[Kind], span: tuple[int, int], groups: Mapping[str, Mask]) -> pa.Table:
    """``table`` with changed copies beside the rows they are copied from, at most one copy a row."""
    touched = np.zeros(table.num_rows, bool)
    tables, places = [table], [np.arange(table.num_rows, dtype=float)]
    for turn, kind in enumerate(kind for kind in own if kind.level.startswith("copy")):
        rows = _choose(kind, table, groups[kind.applies_to] & ~touched, span, turn)
        tables.append(_changed(table.take(pa.array(rows)), np.arange(len(rows)), kind))
        places.append(rows + (0.5 if kind.level == "copy after" else -0.5))
        touched[rows] = True
    return pa.concat_tables(tables).take(pa.array(np.argsort(np.concatenate(places), kind="stable")))


def _choose(kind: Kind, table: pa.Table, free: Mask, span: tuple[int, int], turn: int) -> Ints:
    """The block's part of the kind's rows, in order, evenly spread over the free ones; fewer where there are fewer."""
    first, last = span
    wanted = last * kind.per_thousand // 1000 - first * kind.per_thousand // 1000
    for field, text in kind.changes:
        if "{cell" in text:
            free = free & table[field].is_valid().to_numpy()
    candidates = np.flatnonzero(free)
    wanted = min(wanted, len(candidates))
    places = (np.arange(wanted) * len(candidates) // max(wanted, 1) + 37 * turn) % max(len(candidates), 1)
    return np.sort(candidates[places])


def _changed(table: pa.Table, rows: Ints, kind: Kind) -> pa.Table:
    for field, text in kind.changes:
        column = table[field].combine_chunks()
        cells = column.take(pa.array(rows)).to_pylist()
        mask = np.zeros(len(column), bool)
        mask[rows] = True
        written = pa.array([text.format(cell=Cell(cell)) or None for cell in cells], pa.string())
        column = pc.replace_with_mask(column, pa.array(mask), written)
        table = table.set_column(table.column_names.index(field), field, column)
    return table
