"""IATI 2.01 to 2.03 activity files, of any publisher, as raw frames of text.

Belongs here: the frames of the source, and reading one file into batches of them.
Does not belong here: parsing (``iati_xml``), single elements (``iati_elements``), cleaning (``normalise/iati``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import findings, iati_frames
from gcm_pipeline.sources.card import load_card
from gcm_pipeline.sources.findings import Finding

FRAMES: dict[str, pa.Schema] = {name: iati_frames.schema(name) for name in iati_frames.COLUMNS} | {
    "findings": findings.SCHEMA
}
"""Schemas of the raw frames."""
BATCH_ACTIVITIES, BATCH_VALUES = 5_000, 200_000
"""A batch ends at the first of these; the second keeps activities with thousands of transactions within bounds."""


def read(file: SnapshotFile) -> Iterator[tuple[str, pa.Table]]:
    """Yield batches of every frame; ``source_row`` is the ordinal of the activity in its file, from 1.

    Memory is bounded by the batch and the largest activity. Raises InputError when the file is not a sound IATI 2.0x
    activity file; what was yielded before must then be thrown away.
    """
    from gcm_pipeline.sources import iati_xml
    from gcm_pipeline.sources.iati_elements import Elements

    elements = Elements(ignored.header for ignored in load_card("iati").frames["activities"].ignored)
    for source_row, activity in enumerate(iati_xml.activities(file), 1):
        elements.read(activity, source_row)
        if source_row % BATCH_ACTIVITIES == 0 or elements.rows.full(BATCH_VALUES):
            yield from elements.rows.tables(file.source_file)
    yield from elements.rows.tables(file.source_file)
    yield "findings", findings.table(_unknown(file.source_file, elements.unknown))


def _unknown(source_file: str, first_seen: dict[str, int]) -> Iterator[Finding]:
    """One warning for each element that is neither in the standard nor in a namespace of its own."""
    for element, source_row in first_seen.items():
        record = json.dumps({"element": element}, ensure_ascii=False)
        yield Finding(source_file, source_row, element, "unknown-element", None, record, "warning")
