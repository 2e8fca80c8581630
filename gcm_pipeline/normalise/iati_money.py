"""Budgets and transactions: a value always has a currency.

Belongs here: falling back to the activity's currency. Does not belong here: exchange rates.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import text
from gcm_pipeline.normalise.iati_findings import Findings
from gcm_pipeline.normalise.iati_parts import Rows


def with_currency(rows: Rows, default_currency: pa.Array, findings: Findings, *, field: str) -> pa.Table:
    """The table of ``rows`` with ``is_currency_default``, after ``currency``.

    ``default_currency`` is that of each kept activity. Without any currency the value is rejected (``no-currency``), as
    with one that cannot be read: no fall-back then, since the value is not in the activity's currency either.
    """
    published = pc.is_valid(text.clean(_whole(rows.raw["currency"])))
    defaults = default_currency.take(pa.array(rows.activity))
    by_default = pc.and_(pc.invert(published), pc.is_valid(defaults))
    currency = pc.if_else(by_default, defaults, _whole(rows.table["currency"]))
    given = pc.is_valid(text.clean(_whole(rows.raw["value"])))
    missing = pc.and_(given, pc.invert(pc.or_(published, by_default)))
    findings.add(rows.raw, missing, "no-currency", field=field, column="value")
    value = _whole(rows.table["value"])
    value = pc.if_else(pc.is_valid(currency), value, pa.scalar(None, value.type))
    table = rows.set("currency", currency).set("value", value).table
    return table.add_column(table.column_names.index("currency") + 1, "is_currency_default", by_default)


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
