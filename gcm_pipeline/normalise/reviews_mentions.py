"""Mentions of objectives, counted by page, with what people decided about them.

Belongs here: the table ``review_mentions``. Does not belong here: finding them, decisions (reviews_decisions.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import findings
from gcm_pipeline.normalise.records import Records
from gcm_pipeline.normalise.reviews_cells import WHOLE

CONFIDENCE = pa.decimal128(9, 4)
KEY = ["review_id", "document_file", "page", "objective_no", "method"]
SCHEMA = pa.schema(
    [
        ("review_id", pa.string()),
        ("document_file", pa.string()),
        ("page", pa.int32()),
        ("objective_no", pa.int16()),
        ("method", pa.string()),
        ("snippet", pa.string()),
        ("confidence", CONFIDENCE),
        ("verdict", pa.string()),
        ("mention_count", pa.int32()),
        ("source_file", pa.string()),
        ("source_row", pa.int32()),
    ]
)
REVIEWER = "reviewer"


def mentions(found: pa.Table, review_of: Mapping[str, str], decisions: pa.Table, rows: Records) -> pa.Table:
    """The mentions ``found`` in documents of ``review_of`` (document → review), and those that people confirmed beside.

    ``rows`` are the records of ``decisions``, in the same order. Warning: ``nothing-to-reject``.
    """
    counted = _counted(found, review_of)
    judged = _judged(counted, decisions.to_pandas())
    documents = {review: document for document, review in reversed(list(review_of.items()))}
    added, idle = _added(judged, decisions.to_pandas(), documents)
    hit = pa.array(idle, pa.bool_())
    value = decisions["objective_no"].combine_chunks().cast(pa.string()).filter(hit)
    rows.found.append(findings.of_rows(rows.places.filter(hit), "objective", "nothing-to-reject", "warning", value))
    parts = [_table(judged), _table(added)]
    return pa.concat_tables(parts).sort_by([(name, "ascending") for name in KEY])


def _counted(found: pa.Table, review_of: Mapping[str, str]) -> pd.DataFrame:
    """One row per document, page, objective and method, with the surest mention's words."""
    own = found.filter(pc.is_in(found["source_file"], pa.array(list(review_of), pa.string()))).to_pandas()
    own = own.rename(columns={"source_row": "page"}).rename(columns={"source_file": "document_file"})
    own = own.sort_values("confidence", ascending=False, kind="stable")
    groups = own.groupby(["document_file", "page", "objective_no", "method"], sort=False)
    counted: pd.DataFrame = groups.agg(
        snippet=("snippet", "first"), confidence=("confidence", "first"), mention_count=("snippet", "size")
    ).reset_index()
    counted["review_id"] = counted["document_file"].map(review_of)
    return counted.assign(source_file=counted["document_file"], source_row=counted["page"])


def _judged(counted: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """With verdicts; what was decided about a page wins over what was decided about the whole document."""
    own = decisions[["review_id", "objective_no", "page", "verdict"]]
    about_page = counted.merge(own, "left", on=["review_id", "objective_no", "page"])["verdict"]
    whole = own[own["page"] == WHOLE].drop(columns="page")
    about_whole = counted.merge(whole, "left", on=["review_id", "objective_no"])["verdict"]
    return counted.assign(verdict=about_page.fillna(about_whole).to_numpy())


def _added(
    judged: pd.DataFrame, decisions: pd.DataFrame, documents: Mapping[str, str]
) -> tuple[pd.DataFrame, list[bool]]:
    """Mentions that only people found; and which decisions reject what the program has not found."""
    rows = list(judged[["review_id", "objective_no", "page", "verdict"]].itertuples(index=False, name=None))
    pages = {(review, objective, page) for review, objective, page, _ in rows}
    whole = {(review, objective) for review, objective, _, _ in rows}
    standing = {(review, objective) for review, objective, _, verdict in rows if verdict == "confirmed"}
    added, idle = [], []
    for one in decisions.to_dict("records"):
        key = (one["review_id"], one["objective_no"])
        on_page = (*key, one["page"]) in pages
        met = key in whole if one["page"] == WHOLE else on_page
        idle.append(one["verdict"] == "rejected" and not met)
        known = key in standing if one["page"] == WHOLE else on_page
        if one["verdict"] == "confirmed" and not known:
            added.append(one)
    extra = pd.DataFrame(added, columns=decisions.columns).rename(columns={"note": "snippet"})
    document = extra["review_id"].map(documents).fillna("")
    return extra.assign(document_file=document, method=REVIEWER, confidence=1.0, mention_count=1), idle


def _table(frame: pd.DataFrame) -> pa.Table:
    columns = frame[SCHEMA.names].assign(confidence=frame["confidence"].astype("float64"))
    loose = SCHEMA.set(SCHEMA.get_field_index("confidence"), pa.field("confidence", pa.float64()))
    table = pa.Table.from_pandas(columns, loose, preserve_index=False)
    exact = table["confidence"].cast(CONFIDENCE)
    return table.set_column(table.schema.get_field_index("confidence"), "confidence", exact)
