"""Reporting periods: the shipped ones, and those of the user's own file laid over them by their code.

Belongs here: reading codes and days of periods. Does not belong here: what counts in a period (sql/intermediate).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.frames import TEXT
from gcm_pipeline.normalise import cells, dates
from gcm_pipeline.reference import Reference

FIELDS = ["period_code", "name", "start_date", "end_date"]
COLUMNS = [*FIELDS, "source_file", "source_row"]
FINDING = ["source_file", "source_row", "field", "rule", "value", "record", "scope"]


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterable[tuple[str, pa.Table]]:
    """``periods``, ``findings`` and ``books`` from the raw frames ``rows`` and ``findings``.

    A row without a code, with a day that cannot be read, or that ends before it starts is rejected: a period with one
    end missing by mistake would count everything. The same code twice: the later row is kept.
    """
    rows = _tidy(raw["rows"])
    problems = pd.concat([_problems(rows), _repeated(rows)])
    problems = problems[~problems.index.duplicated()]
    kept = rows.drop(index=problems.index)
    shipped = _tidy(reference["periods"])
    shipped = shipped[~shipped["period_code"].isin(kept["period_code"])]
    periods = pd.concat([shipped, kept])[COLUMNS].sort_values("period_code", ignore_index=True)
    findings = pd.concat([raw["findings"], _findings(rows, raw["rows"], problems)], ignore_index=True)
    frames = {"periods": periods, "findings": findings, "books": _books(raw, kept, findings)}
    return ((name, pa.Table.from_pandas(frame, preserve_index=False)) for name, frame in frames.items())


def _tidy(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with clean text and days; ``unread`` names the first bad field."""
    frame = rows[COLUMNS].reset_index(drop=True)
    unread = pd.Series(pd.NA, index=frame.index, dtype=TEXT)
    for field in FIELDS:
        column = cells.distinct(pa.array(rows[field], pa.string()))
        if field in ("start_date", "end_date"):
            days = column.spread(dates.read(column.values, last=field == "end_date").value)
            unread[pc.and_(column.codes.is_valid(), days.is_null()).to_numpy(zero_copy_only=False)] = field
            frame[field] = pd.Series(pd.arrays.ArrowExtensionArray(days))
        else:
            frame[field] = pd.Series(pd.arrays.ArrowExtensionArray(column.spread(column.values)))
    frame["period_code"] = frame["period_code"].str.lower()
    frame["unread"] = unread
    return frame


def _problems(rows: pd.DataFrame) -> pd.DataFrame:
    """Field and rule of each row that is rejected, by its index."""
    reversed_ = (rows["end_date"] < rows["start_date"]).fillna(False).astype(bool)
    rules = [
        (rows["period_code"].isna(), "period_code", "missing-period-code"),
        (rows["name"].isna(), "name", "missing-name"),
        (rows["unread"].notna(), "unread", "unreadable-date"),
        (reversed_, "end_date", "end-before-start"),
    ]
    found = [
        pd.DataFrame({"field": field, "rule": rule, "scope": "row"}, index=rows.index[broken])
        for broken, field, rule in rules
    ]
    problems = pd.concat(found)
    dates_unread = problems["field"] == "unread"
    problems.loc[dates_unread, "field"] = rows.loc[problems.index[dates_unread], "unread"].astype(object).to_numpy()
    return problems


def _repeated(rows: pd.DataFrame) -> pd.DataFrame:
    lost = rows["period_code"].notna() & rows["period_code"].duplicated(keep="last")
    return pd.DataFrame({"field": None, "rule": "duplicate-older", "scope": "superseded"}, index=rows.index[lost])


def _findings(rows: pd.DataFrame, raw: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    originals = raw.reset_index(drop=True).loc[problems.index, [*FIELDS, "source_file", "source_row"]]
    found = problems.assign(source_file=originals["source_file"], source_row=originals["source_row"])
    fields = found["field"].astype(object).where(found["field"].notna(), None)
    records = originals[FIELDS].astype(object).to_dict("records")
    found["value"] = [record.get(field) for record, field in zip(records, fields, strict=True)]
    found["record"] = [
        json.dumps({k: v for k, v in record.items() if pd.notna(v)}, ensure_ascii=False) for record in records
    ]
    types = dict.fromkeys(FINDING, TEXT) | {"source_row": pd.ArrowDtype(pa.int32())}
    return found[FINDING].astype(object).where(found[FINDING].notna(), None).astype(types)


def _books(raw: Mapping[str, pd.DataFrame], kept: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    unreadable = raw["findings"].loc[raw["findings"]["scope"] == "row", "source_file"]
    files = pd.concat([raw["rows"]["source_file"], unreadable])
    books = pd.DataFrame({"rows_read": files.value_counts()})
    books["rows_loaded"] = kept["source_file"].value_counts()
    for column, scope in (("rows_rejected", "row"), ("rows_superseded", "superseded")):
        books[column] = findings.loc[findings["scope"] == scope, "source_file"].value_counts()
    books = books.fillna(0).astype(pd.ArrowDtype(pa.int64()))
    return (
        books.rename_axis("source_file")
        .reset_index()
        .astype({"source_file": TEXT})
        .sort_values("source_file", ignore_index=True)
    )
