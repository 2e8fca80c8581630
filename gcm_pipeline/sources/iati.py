"""IATI 2.01 to 2.03 activity files, of any publisher, as raw frames of text.

Belongs here: the frames of the source, and reading one file into batches of them.
Does not belong here: batches (``iati_batches``), parsing (``iati_xml``), single elements (``iati_elements``), cleaning
(``normalise/iati``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import findings, iati_frames
from gcm_pipeline.sources.findings import Finding

FRAMES: dict[str, pa.Schema] = {name: iati_frames.schema(name) for name in iati_frames.COLUMNS} | {
    "findings": findings.SCHEMA
}
"""Schemas of the raw frames."""


def read(file: SnapshotFile) -> Iterator[tuple[str, pa.Table]]:
    """Yield batches of every frame; ``source_row`` is the ordinal of the activity in its file, from 1.

    Memory is bounded by the batch and the largest activity. Raises InputError when the file is not a sound IATI 2.0x
    activity file; what was yielded before must then be thrown away.
    """
    from gcm_pipeline.sources import iati_batches
    from gcm_pipeline.sources.iati_elements import UNKNOWN_LIMIT

    unknown: dict[str, int] = {}
    before = 0
    for batch in iati_batches.batches(file):
        for name, table in batch.tables.items():
            yield name, _after(before, table)
        for element, row in batch.unknown.items():
            if len(unknown) < UNKNOWN_LIMIT:
                unknown.setdefault(element, before + row)
        before += batch.activities
    yield "findings", findings.table(_unknown(file.source_file, unknown))


def _after(before: int, table: pa.Table) -> pa.Table:
    """A batch, whose activities are numbered from 1, as the one that follows the first ``before`` activities."""
    place = table.schema.get_field_index("source_row")
    return table.set_column(place, table.field(place), pc.add(table[place], pa.scalar(before, pa.int32())))


def _unknown(source_file: str, first_seen: dict[str, int]) -> Iterator[Finding]:
    """One warning for each element that is neither in the standard nor in a namespace of its own."""
    for element, source_row in first_seen.items():
        record = json.dumps({"element": element}, ensure_ascii=False)
        yield Finding(source_file, source_row, element, "unknown-element", None, record, "warning")
