"""People's decisions about mentions: which stay, and whether the document has changed since.

Belongs here: the rows of ``reviewed_mentions``. Does not belong here: what they do to mentions (reviews_mentions.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import dates, findings
from gcm_pipeline.normalise.records import Records
from gcm_pipeline.normalise.reviews_cells import WHOLE, one_objective, pages, verdicts
from gcm_pipeline.reference import Reference

CHANGED = "document-changed-since-review"


class Content(NamedTuple):
    """What tells one version of a document from another, and how many pages it has."""

    sha256: str
    modified_on: str
    page_count: int


def decisions(rows: Records, contents: Mapping[str, Content | None], reference: Reference) -> pa.Table:
    """The table ``review_decisions``; ``contents`` has every known review and its document, None without one.

    Rows are rejected by ``missing-review-id`` (``-objective``, ``-verdict``), ``unknown-review``, ``unknown-page``, and
    the rules of reviews_cells.py. Of several about one thing the latest day wins, else the later row. Warning:
    ``document-changed-since-review``.
    """
    objective = one_objective(reference["gcm_objectives"])
    rows.require("review_id", "missing-review-id")
    rows.reject("review_id", _not_in(rows.text("review_id"), contents), "unknown-review")
    rows.require("objective", "missing-objective", objective)
    rows.require("verdict", "missing-verdict", verdicts)
    rows.reject_unread("page", pages)
    rows.reject("page", _beyond(rows, contents), "unknown-page")
    rows.places = rows.places.take(_by_day(rows))
    rows.unique(rows.text("review_id"), rows.meant("objective", objective), _page(rows))
    days = rows.dates("reviewed_on")
    _warn_of_changes(rows, contents, days["reviewed_on"])
    columns = {
        "review_id": rows.text("review_id"),
        "objective_no": rows.meant("objective", objective),
        "page": _page(rows),
        "verdict": rows.meant("verdict", verdicts),
        "note": rows.text("note"),
        "document_sha256": pc.utf8_lower(rows.text("document_sha256")),
    }
    return pa.table(columns | days | rows.provenance())


def _page(rows: Records) -> pa.Array:
    return pc.fill_null(rows.meant("page", pages), WHOLE)


def _not_in(texts: pa.Array, known: Mapping[str, object]) -> pa.Array:
    return pc.invert(pc.is_in(texts, pa.array(sorted(known), pa.string())))


def _beyond(rows: Records, contents: Mapping[str, Content | None]) -> pa.Array:
    """Whether the page lies behind the last one of the document."""
    read = [contents[review] for review in rows.text("review_id").to_pylist()]
    last = pa.array([content.page_count if content else None for content in read], pa.int32())
    return pc.greater(_page(rows), last)


def _by_day(rows: Records) -> pa.Array:
    """The rows in the order of their days, those without one first; of one day as they stand."""
    own = rows.cells("reviewed_on")
    table = pa.table({"day": own.spread(dates.read(own.values).value), "place": rows.places})
    order = [("day", "ascending", "at_start"), ("place", "ascending", "at_start")]
    return pc.sort_indices(table, sort_keys=order)


def _warn_of_changes(rows: Records, contents: Mapping[str, Content | None], days: pa.Array) -> None:
    """By the hash where the person named it, else by the dates of document and decision."""
    reviews, named = rows.text("review_id").to_pylist(), rows.text("document_sha256").to_pylist()
    said = [
        _change(contents[review], sha256, str(day or ""))
        for review, sha256, day in zip(reviews, named, days.to_pylist(), strict=True)
    ]
    values = pa.array(said, pa.string())
    hit = pc.is_valid(values)
    rows.found.append(findings.of_rows(rows.places.filter(hit), None, CHANGED, "warning", values.filter(hit)))


def _change(content: Content | None, sha256: str | None, day: str) -> str | None:
    if content is None:
        return None
    if sha256:
        same = sha256.lower() == content.sha256
        return None if same else f"reviewed was {sha256.lower()[:12]}…, the document now is {content.sha256[:12]}…"
    later = day and content.modified_on > day
    return f"reviewed on {day}, the document is of {content.modified_on}" if later else None
