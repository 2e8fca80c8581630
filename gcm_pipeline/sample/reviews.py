"""Synthetic reviews: documents in four formats and seven languages, their register, and decisions about mentions.

Belongs here: which files there are, and the rows of the two tables. Does not belong here: the words (reviews.yml), the
formats (reviews_files.py).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from gcm_pipeline.sample import packaged
from gcm_pipeline.sample.reviews_files import document

_REGISTER = {
    "review_id": "Review ID",
    "country": "Country",
    "process": "Process",
    "round": "Round",
    "submitted_on": "Submitted On",
    "language": "Language",
    "title": "Title",
    "url": "URL",
    "file": "File",
    "iom_supported": "IOM Supported",
    "iom_input_reflected": "IOM Input Reflected",
}
_DECISIONS = {
    "review_id": "Review ID",
    "objective": "Objective",
    "verdict": "Verdict",
    "page": "Page",
    "note": "Note",
    "reviewed_on": "Reviewed On",
    "document_sha256": "Document SHA-256",
}


def files() -> dict[str, bytes]:
    """Name and content of each synthetic file of ``reviews/``; the same bytes every time."""
    plan = packaged.document("reviews")
    documents = {one["file"]: document(one) for one in plan["documents"]}
    file_of = {one["review_id"]: one["file"] for one in plan["documents"]}
    register = [{"country": plan["country"], "url": "", **one} for one in plan["documents"]]
    decisions = [
        one | {"document_sha256": hashlib.sha256(documents[file_of[one["review_id"]]]).hexdigest()}
        for one in plan["reviewed"]
    ]
    tables = {plan["register"]: _table(_REGISTER, register), plan["decisions"]: _table(_DECISIONS, decisions)}
    return documents | tables


def write(folder: Path) -> None:
    """Write ``files`` to ``folder``; other files there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


def _table(headers: dict[str, str], rows: Sequence[dict[str, Any]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(_lines(headers, rows))
    return text.getvalue().encode("utf-8")


def _lines(headers: dict[str, str], rows: Sequence[dict[str, Any]]) -> Iterable[list[str]]:
    yield list(headers.values())
    for row in rows:
        yield [row[name] for name in headers]
