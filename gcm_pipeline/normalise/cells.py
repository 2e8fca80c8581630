"""Columns as distinct cells: clean each different cell once, map the result back to the rows.

Belongs here: the mapping. Does not belong here: how any kind of cell is read (dates.py, money.py, objectives.py, …).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import text

Column: TypeAlias = "pa.ChunkedArray | pa.Array"
Positions = npt.NDArray[np.int64]
_Cell = TypeVar("_Cell")


class Cleaned(NamedTuple):
    """What became of each distinct cell: its ``value``, or the ``rule`` by which it was not read (kebab-case)."""

    value: pa.Array
    rule: pa.Array


Reader: TypeAlias = Callable[[pa.Array], Cleaned]
"""Reads the distinct tidy cells of a column."""


@dataclass(frozen=True)
class Cells:
    """A column of text: its distinct tidy ``values``, and the place of each row among them (``codes``; null: blank)."""

    values: pa.Array
    codes: pa.Array

    def take(self, rows: pa.Array) -> Cells:
        """The same column for other rows."""
        return Cells(self.values, self.codes.take(rows))

    def spread(self, per_value: pa.Array) -> pa.Array:
        """One entry for each row from one entry for each distinct cell."""
        return per_value.take(self.codes)


def distinct(column: Column, *, lines: bool = False) -> Cells:
    """The tidy distinct cells of ``column``, in order of first appearance; ``lines`` keeps line ends (lists)."""
    raw = encode(column)
    cleaned = text.clean(raw.values, lines=lines)
    if cleaned is raw.values:
        return raw
    tidy = encode(cleaned)
    return Cells(tidy.values, tidy.codes.take(raw.codes))


def encode(column: Column) -> Cells:
    """The distinct values of ``column`` (any type, or one dictionary of it) in order of first appearance."""
    encoded = column.dictionary_encode()
    if isinstance(encoded, pa.DictionaryArray):
        return Cells(encoded.dictionary, encoded.indices)
    if not encoded.num_chunks:
        return Cells(pa.array([], encoded.type.value_type), pa.array([], pa.int32()))
    codes = pa.concat_arrays([chunk.indices for chunk in encoded.chunks])
    return Cells(encoded.chunks[-1].dictionary, codes)  # all chunks share one dictionary


def ranks(values: pa.Array) -> Positions:
    """The place of each of ``values`` (all different) in their order."""
    places = np.empty(len(values), np.int64)
    places[pc.sort_indices(values).to_numpy()] = np.arange(len(values))
    return places


def merge(cells: Cells, cleaned: pa.Array) -> Cells:
    """``cells`` after cleaning, where several spellings may have become one value (any type)."""
    if cleaned is cells.values:
        return cells
    merged = encode(cleaned)
    return Cells(merged.values, merged.codes.take(cells.codes))


def read_each(cells: Iterable[_Cell], read: Callable[[_Cell], tuple[Any, str | None]], kind: pa.DataType) -> Cleaned:
    """Cells read one by one to values of ``kind``: ``read`` returns value and rule."""
    readings = [read(cell) for cell in cells]
    return Cleaned(
        pa.array([value for value, _ in readings], kind), pa.array([rule for _, rule in readings], pa.string())
    )


def read_odd(
    values: pa.Array, regular: Cleaned, odd: pa.Array, read: Callable[[str], tuple[Any, str | None]]
) -> Cleaned:
    """``regular``, with the cells where ``odd`` is true read one by one instead: ``read`` returns value and rule."""
    readings = [read(value) for value in values.filter(odd).to_pylist()]
    return Cleaned(
        _replace(regular.value, odd, [value for value, _ in readings]),
        _replace(regular.rule, odd, [rule for _, rule in readings]),
    )


def no_rule(length: int) -> pa.Array:
    """The rules of ``length`` cells that could all be read."""
    return pa.nulls(length, pa.string())


def _replace(column: pa.Array, mask: pa.Array, entries: Sequence[Any]) -> pa.Array:
    return pc.replace_with_mask(column, mask, pa.array(entries, column.type))
