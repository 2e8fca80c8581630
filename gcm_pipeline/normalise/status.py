"""Project status: one spelling, and whether a project counts.

Belongs here: reading a status word against ``statuses``. Does not belong here: the words themselves (data/reference).
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.text import bare

UNKNOWN = "unknown-status"


class Statuses:
    """Reads status cells against ``statuses`` (columns word, status, is_activated).

    Words are compared without case, accents, spaces and hyphens.
    """

    def __init__(self, statuses: pd.DataFrame) -> None:
        rows = statuses.to_dict("records")
        self._known = {bare(row["word"]): (str(row["status"]), row["is_activated"] == "true") for row in rows}

    def read(self, values: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Status, whether activated, and rule of distinct tidy cells.

        An unknown status stays as written and is not activated; its rule, a warning, is ``unknown-status``.
        """
        words = values.to_pylist()
        found = [self._known.get(bare(word)) for word in words]
        return (
            pa.array([known[0] if known else word for known, word in zip(found, words, strict=True)], pa.string()),
            pa.array([bool(known and known[1]) for known in found], pa.bool_()),
            pa.array([None if known else UNKNOWN for known in found], pa.string()),
        )
