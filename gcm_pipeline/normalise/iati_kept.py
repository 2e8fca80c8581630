"""Which of the activities that were read are kept: one per identifier.

Belongs here: rejecting activities without identifier, choosing between versions, the books.
Does not belong here: the values of an activity (``iati_activities``) or its parts (``iati_parts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import iati_values, text
from gcm_pipeline.normalise.cells import distinct
from gcm_pipeline.normalise.iati_findings import Findings

Indices = npt.NDArray[np.int64]
FIELD = "iati-identifier"


@dataclass(frozen=True)
class Kept:
    """The kept activities: ``identifiers`` sorted, ``rows`` their places in the raw frame, in the same order."""

    identifiers: pa.Array
    rows: Indices
    _places: Places

    def of(self, frame: pa.Table) -> Indices:
        """For each row of a raw frame the place in ``identifiers`` of its activity, -1 when that is not kept."""
        places = self._places.of(frame)
        index = np.full(len(self._places) + 1, -1, np.int64)
        index[self.rows] = np.arange(len(self.rows))
        found: Indices = index[places]
        return found


class Places:
    """Finds the activity of a raw row, by file and ordinal."""

    def __init__(self, activities: pa.Table) -> None:
        self._files = pc.unique(activities["source_file"])
        keys = self._keys(activities)
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def of(self, frame: pa.Table) -> Indices:
        """For each row of ``frame`` the row of its activity in the frame of activities, -1 when there is none."""
        keys = self._keys(frame)
        if not len(self):
            return np.full(len(keys), -1, np.int64)
        found = np.minimum(np.searchsorted(self._sorted, keys), len(self) - 1)
        return np.where(self._sorted[found] == keys, self._order[found], -1)

    def _keys(self, frame: pa.Table) -> Indices:
        files = pc.fill_null(pc.index_in(frame["source_file"], value_set=self._files), len(self._files))
        keys: Indices = files.to_numpy().astype(np.int64) << 32 | frame["source_row"].to_numpy()
        return keys


def keep(frames: Mapping[str, pa.Table], findings: Findings) -> tuple[Kept, pd.DataFrame]:
    """The kept activities, and the books: per file, rows read, loaded, rejected and superseded (int64).

    Of several activities with one identifier the latest ``last-updated-datetime`` is kept (none is earlier than any),
    else the later file name, else the later place in the file.
    """
    activities = frames["activities"]
    identifiers = text.clean(activities["iati_identifier"].combine_chunks())
    findings.add(activities, pc.is_null(identifiers), "missing-identifier", field=FIELD, scope="row")
    order = _order(activities, identifiers)
    ordered = identifiers.take(pa.array(order))
    last = np.ones(len(order), bool)
    if len(order):
        last[:-1] = pc.not_equal(ordered[:-1], ordered[1:]).to_numpy(zero_copy_only=False)
    kept = Kept(ordered.filter(pa.array(last)), order[last], Places(activities))
    winners = order[last][np.searchsorted(np.flatnonzero(last), np.flatnonzero(~last))]
    lost = order[~last]
    _report(frames, kept, lost, winners, findings)
    return kept, _books(activities, kept.rows, lost)


def _order(activities: pa.Table, identifiers: pa.Array) -> Indices:
    """Rows with an identifier, by identifier, and of one identifier the one to keep last."""
    updated = distinct(activities["last_updated"])
    columns = {
        "identifier": identifiers,
        "updated": updated.spread(iati_values.moment(updated.values).value),
        "source_file": activities["source_file"],
        "source_row": activities["source_row"],
    }
    rows = pa.table(columns).append_column("row", pa.array(np.arange(len(activities)), pa.int64()))
    keys = [(name, "ascending", "at_start") for name in columns]
    sortable = rows.filter(pc.is_valid(identifiers))
    order = pc.sort_indices(sortable, sort_keys=keys)
    found: Indices = sortable["row"].take(order).to_numpy()
    return found


def _report(frames: Mapping[str, pa.Table], kept: Kept, lost: Indices, winners: Indices, findings: Findings) -> None:
    if not len(lost):
        return
    signatures = _signatures(frames, kept._places, np.concatenate([lost, winners]))
    identical = signatures[: len(lost)] == signatures[len(lost) :]
    activities = frames["activities"].take(pa.array(lost))
    rules = pc.if_else(pa.array(identical), "duplicate-identical", "duplicate-older")
    everything = pa.repeat(pa.scalar(value=True), len(lost))
    findings.add(activities, everything, rules, field=FIELD, column="iati_identifier", scope="superseded")


def _signatures(frames: Mapping[str, pa.Table], places: Places, rows: Indices) -> npt.NDArray[np.uint64]:
    """A hash of all that was read of each of the activities at ``rows``, where it was read aside."""
    chosen = np.zeros(len(places) + 1, bool)
    chosen[rows] = True
    signature = np.zeros(len(places) + 1, np.uint64)
    for number, frame in enumerate(frames.values(), 1):
        where = places.of(frame)
        content = frame.filter(pa.array(chosen[where] & (where >= 0))).drop_columns(["source_file", "source_row"])
        hashes = pd.util.hash_pandas_object(content.to_pandas(types_mapper=pd.ArrowDtype), index=False).to_numpy()
        np.add.at(signature, where[chosen[where] & (where >= 0)], hashes * np.uint64(2 * number + 1))
    return signature[rows]


def _books(activities: pa.Table, loaded: Indices, lost: Indices) -> pd.DataFrame:
    files = activities["source_file"].to_pandas(types_mapper=pd.ArrowDtype)
    counts = {
        "rows_read": files.value_counts(),
        "rows_loaded": files.iloc[loaded].value_counts(),
        "rows_superseded": files.iloc[lost].value_counts(),
    }
    books = pd.DataFrame(counts).fillna(0).astype("int64").sort_index()
    books["rows_rejected"] = books["rows_read"] - books["rows_loaded"] - books["rows_superseded"]
    books = books.rename_axis("source_file").reset_index()
    books["source_file"] = books["source_file"].astype(files.dtype)
    return books[["source_file", "rows_read", "rows_loaded", "rows_rejected", "rows_superseded"]]
