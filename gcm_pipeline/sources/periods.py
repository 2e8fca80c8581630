"""Reporting periods of the user's own: ``periods.csv`` beside the source folders.

Belongs here: which card the tabular reader takes. Does not belong here: the shipped periods (data/reference).
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import tabular
from gcm_pipeline.sources.card import load_card

CARD = load_card("periods")
FRAMES = tabular.schemas(CARD)


def read(file: SnapshotFile) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the frames ``rows`` and ``findings`` (``FRAMES``); see ``tabular.read``."""
    return tabular.read(file, CARD)
