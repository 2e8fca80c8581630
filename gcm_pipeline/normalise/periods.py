"""Reporting periods: the shipped ones, and those of the user's own file laid over them by their code.

Belongs here: which rows stay, and by which code. Does not belong here: what counts in a period (sql/intermediate).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates
from gcm_pipeline.normalise.cells import Cleaned
from gcm_pipeline.normalise.records import Records, closing
from gcm_pipeline.reference import Reference

FIELDS = ("period_code", "name", "start_date", "end_date")


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """Yield ``periods``, ``findings`` and ``books`` from the raw frames ``rows`` and ``findings``.

    Rejected: ``missing-period-code``, ``missing-name``, ``unreadable-date``, ``end-before-start``: a period with one
    end missing by mistake would count everything. Of a code that comes twice the later row stays
    (``duplicate-identical``, ``duplicate-older``: superseded).
    """
    rows = _records(raw)
    rows.require("period_code", "missing-period-code")
    rows.require("name", "missing-name")
    rows.reject_unread("start_date", _first_days)
    rows.reject_unread("end_date", _last_days)
    rows.reject("end_date", _ends_before_start(rows), "end-before-start")
    rows.unique(_codes(rows))
    own, shipped = _periods(rows), _periods(_records({"rows": reference["periods"]}))
    replaced = pc.is_in(shipped["period_code"], own["period_code"])
    yield "periods", pa.concat_tables([shipped.filter(pc.invert(replaced)), own]).sort_by("period_code")
    yield from closing(raw, [rows])


def _records(raw: Mapping[str, pd.DataFrame]) -> Records:
    """`N/A` is no open end: it stays, and is no date."""
    return Records(raw, "rows", FIELDS, verbatim=FIELDS)


def _periods(rows: Records) -> pa.Table:
    columns = {
        "period_code": _codes(rows),
        "name": rows.text("name"),
        "start_date": rows.meant("start_date", _first_days),
        "end_date": rows.meant("end_date", _last_days),
    }
    return pa.table(columns | rows.provenance())


def _codes(rows: Records) -> pa.Array:
    return pc.utf8_lower(rows.text("period_code"))


def _ends_before_start(rows: Records) -> pa.Array:
    return pc.less(rows.meant("end_date", _last_days), rows.meant("start_date", _first_days))


def _first_days(cells: pa.Array) -> Cleaned:
    found = dates.read(cells)
    return Cleaned(found.value, found.rule)


def _last_days(cells: pa.Array) -> Cleaned:
    found = dates.read(cells, last=True)
    return Cleaned(found.value, found.rule)
