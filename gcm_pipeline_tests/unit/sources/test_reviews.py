"""Reviews as raw frames: tables by their names, documents through the cache."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from gcm_pipeline import documents
from gcm_pipeline.documents.document import Document, Note, Page, UnreadableError
from gcm_pipeline.documents.search import PageMention, Search
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import registry, reviews

ENGLISH = Page("Objective 7", "en")
GERMAN = Page("Ziel 7", "de")
FOUND = Search("GCM", (PageMention(2, 7, "reference", "Objective 7", 0.99, 0),))


def _file(name: str, path: Path = Path("archived.pdf")) -> SnapshotFile:
    return SnapshotFile("reviews", f"reviews/{name}", path, "5ha", 12, datetime(2024, 5, 6, tzinfo=UTC))


def _read(monkeypatch: pytest.MonkeyPatch, result: tuple[Document, Search] | UnreadableError) -> dict[str, list[Any]]:
    def read(path: Path) -> tuple[Document, Search]:
        if isinstance(result, UnreadableError):
            raise result
        return result

    monkeypatch.setattr(documents, "read", read)
    found: dict[str, list[Any]] = {}
    for name, table in reviews.read(_file("a.pdf")):
        assert table.schema == reviews.FRAMES[name]
        found.setdefault(name, []).extend(table.to_pylist())
    return found


def test_a_document_gives_itself_its_pages_and_its_mentions(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _read(monkeypatch, (Document("pdf", (ENGLISH, ENGLISH)), FOUND))
    (document,) = found["documents"]
    assert document.items() >= {"format": "pdf", "language": "en", "page_count": 2, "modified_on": "2024-05-06"}.items()
    assert document.items() >= {"process": "GCM", "character_count": 22, "sha256": "5ha", "source_row": 1}.items()
    assert [(page["source_row"], page["text"]) for page in found["pages"]] == [(1, "Objective 7"), (2, "Objective 7")]
    assert [(one["source_row"], one["objective_no"]) for one in found["mentions"]] == [(2, 7)]
    assert found["findings"] == []


@pytest.mark.parametrize(
    ("pages", "notes", "rules"),
    [
        ((ENGLISH,), (Note("no-text-layer", "…"),), ["no-text-layer"]),
        ((GERMAN,), (), ["language-not-covered"]),
        ((Page("?? ??"),), (), ["language-not-covered"]),
        ((ENGLISH, ENGLISH, GERMAN), (), ["pages-in-language-not-covered"]),
        ((ENGLISH, Page("12")), (), []),
        ((Page("", None, "none"),), (), []),
    ],
)
def test_warnings(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[Page, ...], notes: tuple[Note, ...], rules: list[str]
) -> None:
    found = _read(monkeypatch, (Document("pdf", pages, notes), FOUND))
    assert [(one["rule"], one["scope"]) for one in found["findings"]] == [(rule, "warning") for rule in rules]


def test_a_document_that_is_not_read_is_a_rejected_row(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _read(monkeypatch, UnreadableError("encrypted", "A password is needed."))
    (finding,) = found.pop("findings")
    assert (finding["rule"], finding["scope"], finding["value"]) == ("encrypted", "row", "A password is needed.")
    assert found == {}


def test_tables_and_documents_are_told_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archived = {}
    for name, text in {
        "Register_2.csv": "Review ID,Country,Process\nR1,Peru,GCM\n",
        "reviewed_mentions.csv": "",
    }.items():
        archived[name] = tmp_path / name
        archived[name].write_text(text or "Review ID,Objective,Verdict\n", "utf-8")
    prepared: list[Path] = []
    monkeypatch.setattr(documents, "prepare", prepared.extend)
    monkeypatch.setattr(documents, "read", lambda path: (Document("txt", (ENGLISH,)), FOUND))
    files = [_file(name, path) for name, path in archived.items()] + [_file("sub/register.txt", tmp_path / "x.txt")]
    frames: dict[str, pa.Table] = {}
    for name, table in registry.read("reviews", files):
        frames[name] = pa.concat_tables([frames[name], table]) if name in frames else table
    assert {name: table.num_rows for name, table in frames.items()} == {
        **dict.fromkeys(("register", "documents", "pages", "mentions"), 1),
        **dict.fromkeys(("reviewed_mentions", "findings"), 0),
    }
    assert prepared == [tmp_path / "x.txt"]
