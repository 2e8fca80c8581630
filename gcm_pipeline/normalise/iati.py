"""IATI activities: from raw frames of text to the core tables.

Belongs here: the order of the steps. Does not belong here: the steps (``iati_*`` beside this file).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import iati_activities, iati_kept, iati_parts
from gcm_pipeline.normalise.iati_columns import DATES, PARTS
from gcm_pipeline.normalise.iati_findings import Findings
from gcm_pipeline.normalise.iati_kept import Kept
from gcm_pipeline.normalise.iati_money import with_currency
from gcm_pipeline.normalise.iati_parts import Rows
from gcm_pipeline.normalise.iati_totals import counts_in_totals
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.iati import FRAMES

MONEY = {"budgets": "budget/value/@currency", "transactions": "transaction/value/@currency"}
COLUMNS = (
    "iati_identifier",
    "reporting_org_ref",
    "reporting_org_type",
    "reporting_org_name",
    "project_code",
    "title",
    "title_language",
    "description",
    "description_language",
    "hierarchy",
    "humanitarian",
    "activity_status",
    "default_currency",
    "default_language",
    "last_updated",
    "planned_start",
    "actual_start",
    "planned_end",
    "actual_end",
    "counts_in_totals",
    "source_file",
    "source_row",
)


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterable[tuple[str, pa.Table]]:
    """The core tables of the source, ``findings`` and ``books``, from the raw frames of ``sources/iati``.

    A row of the books is an activity. Every value is cleaned, or reported with the element it stood in.
    """
    frames = {name: _arrow(raw, name) for name in FRAMES}
    reported = frames.pop("findings")
    findings = Findings()
    kept, books = iati_kept.keep(frames, findings)
    activities = iati_activities.own_columns(frames["activities"], kept, reference, findings)
    parts = {part.frame: iati_parts.clean(part, frames[part.frame], kept, reference, findings) for part in PARTS}
    parts["recipient_countries"] = iati_parts.first_of(
        parts["recipient_countries"],
        "country_code",
        findings,
        rule="duplicate-country",
        field="recipient-country/@code",
    )
    tables = {part.table: parts[part.frame].table for part in PARTS}
    for part in PARTS:
        if part.frame in MONEY:
            currency = activities["default_currency"]
            tables[part.table] = with_currency(parts[part.frame], currency, findings, field=MONEY[part.frame])
    dates = iati_parts.clean(DATES, frames["dates"], kept, reference, findings)
    activities |= iati_activities.date_columns(dates, len(kept.rows), findings)
    for name in ("title", "description"):
        activities |= iati_activities.text_columns(parts[f"{name}s"], name, len(kept.rows))
    activities["counts_in_totals"] = _counts(kept, activities, parts["related_activities"], parts["budgets"])
    tables["iati_activities"] = pa.table({name: activities[name] for name in COLUMNS})
    tables["findings"] = pa.concat_tables([reported, findings.table()])
    tables["books"] = pa.Table.from_pandas(books, preserve_index=False)
    return tables.items()


def _counts(kept: Kept, activities: Mapping[str, pa.Array], related: Rows, budgets: Rows) -> pa.Array:
    has_budget = np.zeros(len(kept.rows), bool)
    has_budget[budgets.activity[pc.is_valid(budgets.table["value"]).to_numpy()]] = True
    hierarchy, publisher = activities["hierarchy"], activities["reporting_org_ref"].combine_chunks()
    return counts_in_totals(kept.identifiers, hierarchy, publisher, related, has_budget)


def _arrow(raw: Mapping[str, pd.DataFrame], name: str) -> pa.Table:
    if name not in raw:
        return FRAMES[name].empty_table()
    return pa.Table.from_pandas(raw[name][FRAMES[name].names], FRAMES[name], preserve_index=False)
