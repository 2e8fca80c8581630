"""The raw frames of the iati source: which text columns each has, and how rows become Arrow tables.

Belongs here: names of frames and columns, in the order in which ``iati_elements`` collects them.
Does not belong here: XML, or what a value means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "activities": (
        "iati_identifier",
        "reporting_org_ref",
        "reporting_org_type",
        "reporting_org_name",
        "activity_status",
        "hierarchy",
        "humanitarian",
        "default_currency",
        "default_language",
        "last_updated",
    ),
    "titles": ("language", "title"),
    "descriptions": ("description_type", "language", "description"),
    "dates": ("date_type", "iso_date"),
    "participating_orgs": ("role", "organisation_ref", "organisation_type", "organisation_name", "activity_id"),
    "recipient_countries": ("country", "percentage"),
    "recipient_regions": ("region", "vocabulary", "vocabulary_uri", "percentage", "narrative"),
    "sectors": ("sector", "vocabulary", "vocabulary_uri", "percentage", "narrative"),
    "tags": ("tag", "vocabulary", "vocabulary_uri", "narrative"),
    "policy_markers": ("policy_marker", "vocabulary", "vocabulary_uri", "significance", "narrative"),
    "related_activities": ("relation_type", "related_identifier"),
    "budgets": ("budget_type", "budget_status", "period_start", "period_end", "value", "currency", "value_date"),
    "transactions": (
        "transaction_type",
        "transaction_date",
        "value",
        "currency",
        "value_date",
        "provider_ref",
        "provider_type",
        "provider_activity_id",
        "provider_name",
        "receiver_ref",
        "receiver_type",
        "receiver_activity_id",
        "receiver_name",
        "country",
        "region",
        "region_vocabulary",
    ),
    "transaction_sectors": ("transaction_position", "sector", "vocabulary", "vocabulary_uri"),
    "results": ("result_type", "language", "title"),
}
"""Text columns of each frame; every frame also has ``source_file``, ``source_row`` and ``position``."""


def schema(name: str) -> pa.Schema:
    """Arrow schema of a raw frame: provenance, ``position`` (ordinal in its activity, from 1), then text."""
    provenance = [("source_file", pa.string()), ("source_row", pa.int32()), ("position", pa.int32())]
    return pa.schema(provenance + [(column, pa.string()) for column in COLUMNS[name]])


class Rows:
    """Rows of every frame, gathered as flat lists: source_row, first column, second column, …, source_row, …

    Flat, because a list of text costs the garbage collector nothing, while a million tuples do.
    """

    def __init__(self) -> None:
        self.flat: dict[str, list[str | int | None]] = {name: [] for name in COLUMNS}

    def full(self, limit: int) -> bool:
        """Whether the frames hold more than ``limit`` values together."""
        return sum(map(len, self.flat.values())) > limit

    def tables(self, source_file: str) -> Iterator[tuple[str, pa.Table]]:
        """Hand over what was gathered, one table per frame, and start anew."""
        for name, columns in COLUMNS.items():
            flat, width = self.flat[name], len(columns) + 1
            source_row = pa.array(flat[::width], pa.int32())
            arrays = [pa.array(flat[start::width], pa.string()) for start in range(1, width)]
            flat.clear()
            provenance = [pa.repeat(source_file, len(source_row)), source_row, _positions(source_row)]
            yield name, pa.Table.from_arrays(provenance + arrays, schema=schema(name))


def _positions(source_row: pa.Array) -> pa.Array:
    """Ordinal of each row among its neighbours with the same ``source_row``, from 1."""
    rows = source_row.to_numpy(zero_copy_only=False)
    index = np.arange(len(rows), dtype=np.int32)
    starts = np.maximum.accumulate(np.where(np.diff(rows, prepend=-1) != 0, index, 0)) if len(rows) else index
    return pa.array(index - starts + 1, pa.int32())
