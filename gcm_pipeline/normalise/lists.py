"""Lists inside a cell: `7; 9`, one per line, and what stands between the separators.

Belongs here: splitting at semicolons and line ends, and the way from distinct cells to (row, entry) pairs.
Does not belong here: separators that also stand inside names (commas, 'and'), which each kind of entry knows itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.cells import Positions, encode, ranks
from gcm_pipeline.normalise.text import NOTHING

_NOTHING = re.compile(rf"(?:^|,) *{NOTHING} *(?=,|$)")
REJECT = pa.struct([("rule", pa.string()), ("token", pa.string())])


class Reading(NamedTuple):
    """What one entry says: its values, and the tokens that could not be read with the rule that says why."""

    values: list[int] | list[str]
    rejected: list[tuple[str, str]]


class Lists(NamedTuple):
    """For each distinct cell, its values (sorted, each once) and its rejected tokens (REJECT, each once)."""

    values: pa.ListArray
    rejected: pa.ListArray


def read(cells: pa.Array, entry: Callable[[str], Reading], value_type: pa.DataType, unknown: str) -> Lists:
    """Split ``cells`` (distinct tidy text) and read each different entry once with ``entry``.

    An entry of which ``entry`` makes nothing, such as a lone full stop, is rejected by the rule ``unknown``; what says
    that there is nothing (text.NOTHING) is left out.
    """
    parts = pc.split_pattern(pc.replace_substring(cells, "\n", ";"), ";")
    trimmed = pc.utf8_trim(parts.flatten(), " ,")
    filled = pc.not_equal(trimmed, "")
    parents = pc.list_parent_indices(parts).filter(filled).to_numpy()
    entries = trimmed.filter(filled).dictionary_encode()
    readings = [_read(text, entry, unknown) for text in entries.dictionary.to_pylist()]
    values = pa.array([reading.values for reading in readings], pa.list_(value_type))
    rejected = pa.array(
        [[{"rule": r, "token": t} for r, t in reading.rejected] for reading in readings], pa.list_(REJECT)
    )
    return Lists(
        _gather(values.take(entries.indices), parents, len(cells)),
        _gather(rejected.take(entries.indices), parents, len(cells)),
    )


def _read(text: str, entry: Callable[[str], Reading], unknown: str) -> Reading:
    said = _NOTHING.sub("", text).strip(" ,")
    reading = entry(said) if said else Reading([], [])
    return reading if reading.values or reading.rejected or not said else Reading([], [(unknown, text)])


def pairs(lists: pa.ListArray, codes: pa.Array) -> tuple[pa.Array, pa.Array]:
    """(row, entry) for every row of ``codes`` (places in ``lists``; null: none), in order of the rows (int64)."""
    lengths = pc.fill_null(pc.list_value_length(lists).take(codes), 0).to_numpy().astype(np.int64)
    starts = pc.fill_null(pc.cast(lists.offsets[:-1], pa.int64()).take(codes), 0).to_numpy()
    rows = np.repeat(np.arange(len(codes), dtype=np.int64), lengths)
    within = np.arange(len(rows), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pa.array(rows), lists.values.take(pa.array(np.repeat(starts, lengths) + within))


def _gather(lists: pa.ListArray, parents: Positions, cells: int) -> pa.ListArray:
    """The lists of the entries joined to one list for each cell: sorted, each value once."""
    values = lists.flatten()
    owners = np.repeat(parents, pc.list_value_length(lists).to_numpy()).astype(np.int64)
    places, size = _places(values)
    keys = np.unique(owners * size + places, return_index=True)[1]
    offsets = np.searchsorted(owners[keys], np.arange(cells + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values.take(pa.array(keys)))


def _places(values: pa.Array) -> tuple[Positions, int]:
    """The place of each value (number, text or struct) in the order of all, and a number above every place."""
    places, size = np.zeros(len(values), np.int64), 1
    for column in values.flatten() if pa.types.is_struct(values.type) else [values]:
        encoded = encode(column)
        step = max(len(encoded.values), 1)
        places, size = places * step + ranks(encoded.values)[encoded.codes.to_numpy()], size * step
    return places, size
