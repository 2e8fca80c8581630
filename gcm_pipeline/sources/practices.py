"""Practices of the Migration Network Hub's repository: CSV or XLSX, one row per practice.

Belongs here: which card the tabular reader takes. Does not belong here: cleaning (normalise/practices.py).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import tabular
from gcm_pipeline.sources.card import load_card

CARD = load_card("practices")
FRAMES = tabular.schemas(CARD)


def read(file: SnapshotFile) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the frames ``practices`` and ``findings`` (``FRAMES``); see ``tabular.read``."""
    return tabular.read(file, CARD)
