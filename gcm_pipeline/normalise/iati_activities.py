"""The table ``iati_activities``: one row per kept activity.

Belongs here: choosing title and description, spreading dates over columns, the project code.
Does not belong here: which activities are kept (``iati_kept``), the parts with tables of their own (``iati_parts``).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise.iati_columns import ACTIVITY
from gcm_pipeline.normalise.iati_findings import Findings
from gcm_pipeline.normalise.iati_kept import Indices, Kept
from gcm_pipeline.normalise.iati_parts import Rows, first_of, read_column
from gcm_pipeline.reference import Reference

IOM = "XM-DAC-47066"
PROJECT_CODE = r"(?:^|[^A-Z])(?P<code>[A-Z]{2}\.[0-9]{4})$"
GENERAL = "1"
DATE_COLUMNS = {"1": "planned_start", "2": "actual_start", "3": "planned_end", "4": "actual_end"}


def own_columns(frame: pa.Table, kept: Kept, reference: Reference, findings: Findings) -> dict[str, pa.Array]:
    """What stands in the activity itself, in the order of ``kept``, with its provenance."""
    raw = frame.take(pa.array(kept.rows))
    columns = {"iati_identifier": kept.identifiers}
    for column in ACTIVITY:
        columns[column.name] = read_column(column, raw, reference, findings)
    columns["project_code"] = _project_codes(kept.identifiers, columns["reporting_org_ref"])
    return {**columns, "source_file": raw["source_file"], "source_row": raw["source_row"]}


def date_columns(dates: Rows, count: int, findings: Findings) -> dict[str, pa.Array]:
    """A date32 column for each type of date; the first readable one of a type counts, others are reported."""
    known = pc.is_in(dates.table["date_type"], value_set=pa.array(list(DATE_COLUMNS)))
    dates = dates.filter(pc.and_(known, pc.is_valid(dates.table["day"])).combine_chunks())
    dates = first_of(dates, "date_type", findings, rule="duplicate-date", field="activity-date/@type")
    columns = {}
    for kind, name in DATE_COLUMNS.items():
        chosen = dates.filter(pc.equal(dates.table["date_type"], kind).combine_chunks())
        columns[name] = _spread(chosen.table["day"], chosen.activity, np.arange(len(chosen.activity)), count)
    return columns


def text_columns(rows: Rows, name: str, count: int) -> dict[str, pa.Array]:
    """``name`` and its language for each activity: in English if there is such, else the first.

    Of descriptions in English a general one (type 1, or none) comes first.
    """
    table = rows.table
    english = pc.fill_null(pc.match_substring_regex(table["language"], "^en($|-)"), fill_value=False)
    preference = [~english.to_numpy(), rows.activity]
    if "description_type" in table.column_names:
        preference.insert(0, pc.not_equal(pc.fill_null(table["description_type"], GENERAL), GENERAL).to_numpy())
    order = np.lexsort(preference)
    activity, first = np.unique(rows.activity[order], return_index=True)
    chosen = order[first]
    return {
        name: _spread(table[name], activity, chosen, count),
        f"{name}_language": _spread(table["language"], activity, chosen, count),
    }


def _spread(values: pa.ChunkedArray, activity: Indices, chosen: Indices, count: int) -> pa.Array:
    """``values`` at ``chosen``, one for each of ``activity``; null for all other of the ``count`` activities."""
    places = np.full(count, -1, np.int64)
    places[activity] = chosen
    return values.take(pa.array(places, mask=places < 0))


def _project_codes(identifiers: pa.Array, reporting_org: pa.ChunkedArray) -> pa.Array:
    """IOM project codes at the end of the identifiers of IOM's own activities (``XM-DAC-47066-DP.2154``)."""
    own = pc.fill_null(pc.equal(pc.utf8_upper(reporting_org), IOM), fill_value=False)
    codes = pc.struct_field(pc.extract_regex(pc.utf8_upper(identifiers), PROJECT_CODE), "code")
    return pc.if_else(own, codes, pa.scalar(None, pa.string()))
