"""National reviews: a register, people's decisions, and the documents themselves by page with their mentions.

Belongs here: which reader takes which file, and documents as raw frames.
Does not belong here: reading documents (documents/), finding mentions (mentions/), cleaning (normalise/reviews.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from gcm_pipeline import documents
from gcm_pipeline.documents.document import Document, UnreadableError
from gcm_pipeline.documents.search import Search
from gcm_pipeline.mentions.patterns import LANGUAGES
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import findings, tabular
from gcm_pipeline.sources.card import load_card
from gcm_pipeline.sources.findings import Finding, Scope

if TYPE_CHECKING:
    from gcm_pipeline.documents.preparing import Prepared

CARD = load_card("reviews")
_PLACE = [("source_file", pa.string()), ("source_row", pa.int32())]


def _texts(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


FRAMES: dict[str, pa.Schema] = {
    **tabular.schemas(CARD),
    "documents": pa.schema(
        [
            *_texts("format", "language", "text_method", "process", "modified_on", "sha256"),
            *[(name, pa.int32()) for name in ("page_count", "character_count")],
            *_PLACE,
        ]
    ),
    "pages": pa.schema([*_texts("text", "language", "text_method"), *_PLACE]),
    "mentions": pa.schema(
        [("objective_no", pa.int16()), *_texts("method", "snippet"), ("confidence", pa.float64()), *_PLACE]
    ),
}
"""Of ``pages`` and ``mentions`` the ``source_row`` is the page, of ``documents`` it is 1."""


def prepare(files: Iterable[SnapshotFile]) -> Prepared:
    """Read all documents that no earlier night has read, over all cores; ``read`` then takes them from the cache."""
    return documents.prepare(file.path for file in files if CARD.frame_of(file.source_file) == "documents")


def read(file: SnapshotFile) -> Iterator[tuple[str, pa.Table]]:
    """Batches of the frames of one file. A document gives one row of ``documents``, or a finding that says why not.

    Findings: those of ``tabular.read``; the rules of ``documents.read`` (scope ``row``: the document is not read);
    warnings on documents, ``language-not-covered`` and the notes of their readers among them.
    """
    if CARD.frame_of(file.source_file) != "documents":
        yield from tabular.read(file, CARD)
        return
    try:
        document, search = documents.read(file.path)
    except UnreadableError as error:
        yield "findings", findings.table([_finding(file, error.rule, error.problem, "row")])
        return
    yield "findings", findings.table(_warnings(file, document))
    yield "documents", _table("documents", file, [_about(file, document, search)])
    yield "pages", _table("pages", file, [page._asdict() for page in document.pages])
    mentions = [(found.page, found._asdict()) for found in search.mentions]
    yield "mentions", _table("mentions", file, [row for _, row in mentions], [page for page, _ in mentions])


def _about(file: SnapshotFile, document: Document, search: Search) -> dict[str, Any]:
    return {
        "format": document.format,
        "language": document.language,
        "text_method": document.text_method,
        "process": search.process,
        "modified_on": file.modified.date().isoformat(),
        "sha256": file.sha256,
        "page_count": len(document.pages),
        "character_count": document.character_count,
    }


def _table(name: str, file: SnapshotFile, rows: list[dict[str, Any]], numbers: list[int] | None = None) -> pa.Table:
    """``rows`` with their place in the file: ``numbers``, else counted from 1."""
    numbers = numbers or list(range(1, len(rows) + 1))
    places = [{"source_file": file.source_file, "source_row": number} for number in numbers]
    return pa.Table.from_pylist([row | place for row, place in zip(rows, places, strict=True)], FRAMES[name])


def _warnings(file: SnapshotFile, document: Document) -> Iterator[Finding]:
    for note in document.notes:
        yield _finding(file, note.rule, note.value, "warning")
    unread = Counter(page.language for page in document.pages if page.text and page.language not in LANGUAGES)
    if document.character_count and document.language not in LANGUAGES:
        known = f"written in {document.language!r}" if document.language else "in a language that is not recognised"
        value = f"{known}: mentions are found in {', '.join(LANGUAGES)} only, and others are missed"
        yield _finding(file, "language-not-covered", value, "warning")
    elif others := {language: count for language, count in unread.items() if language}:
        value = ", ".join(f"{count} pages in {language!r}" for language, count in sorted(others.items()))
        yield _finding(file, "pages-in-language-not-covered", value, "warning")


def _finding(file: SnapshotFile, rule: str, value: str, scope: Scope) -> Finding:
    record = json.dumps({"sha256": file.sha256, "bytes": str(file.bytes)})
    return Finding(file.source_file, 1, None, rule, value, record, scope)
