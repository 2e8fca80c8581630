"""Raw rows of PRIMA exports: all at once, or in parts that each hold all rows of their projects.

Belongs here: reading the raw frames, how many parts the memory asks for, and which rows are in which.
Does not belong here: cleaning a part (prima.py), putting together what is said of the parts (findings.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from gcm_pipeline.frames import FrameSet
from gcm_pipeline.memory import give_back
from gcm_pipeline.normalise.cells import Positions, distinct, merge, ranks
from gcm_pipeline.normalise.codes import project_codes
from gcm_pipeline.settings import Settings

_BASE = 900 << 20
"""Bytes that are taken however few rows are cleaned at a time: libraries, what is said of a million projects."""
_ROW = 600
"""Bytes that it takes for each raw row of a part, when no two statements are alike."""
_LEAST = 50_000
"""Rows that are never cut: the rest of the program takes more memory."""


def read(
    raw: Mapping[str, pd.DataFrame],
    name: str,
    schema: pa.Schema,
    columns: Collection[str] | None = None,
    chosen: pa.Array | None = None,
) -> pa.Table:
    """The raw frame in the types of ``schema`` or dictionaries of them, empty when the source brought none.

    With ``columns`` and ``chosen``, a mask, only these columns and rows.
    """
    if name not in raw:
        return schema.empty_table()
    if isinstance(raw, FrameSet):
        return raw.encoded(name, columns, chosen)
    given = pa.Table.from_pandas(raw[name], columns=columns, preserve_index=False)
    given = given.cast(pa.schema([schema.field(column) for column in given.column_names]))
    return given if chosen is None else given.filter(chosen)


def masks(raw: Mapping[str, pd.DataFrame], schema: pa.Schema, parts: int | None) -> Iterator[pa.Array | None]:
    """For each of ``parts`` the mask of its rows in the frame ``rows``, in order of project codes; None for all rows.

    Without ``parts``, there are as many as ``GCM_MEMORY_MIB`` asks for. Rows without a code are in the first.
    """
    memory = Settings.from_environment().memory_mib
    if parts or memory:
        places = _places(raw, schema)
        yield from _cut(places, parts or _needed(len(places), (memory or 0) << 20))
    else:
        yield None


def _needed(rows: int, memory: int) -> int:
    """Parts of ``rows`` of which each takes no more than ``memory`` bytes."""
    return -(-rows // max((memory - _BASE) // _ROW, _LEAST))


def _places(raw: Mapping[str, pd.DataFrame], schema: pa.Schema) -> Positions:
    """For each raw row the place of its project in the order of their codes."""
    cells = distinct(read(raw, "rows", schema, ["project_code"])["project_code"])
    projects = merge(cells, project_codes(cells.values).value)
    places: Positions = pa.array(ranks(projects.values)).take(projects.codes).fill_null(0).to_numpy()
    return places


def _cut(places: Positions, parts: int) -> Iterator[pa.Array]:
    """Masks of about as many rows each, of which none takes some rows of a place only."""
    parts = max(1, min(parts, len(places)))
    firsts = np.sort(places)[np.arange(1, parts) * len(places) // parts]
    part = np.searchsorted(firsts, places, side="right")
    for number in range(parts):
        yield pa.array(part == number)
        give_back()
