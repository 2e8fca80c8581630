"""What is read on which night. Only the last test starts processes; the others do the same work in their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gcm_pipeline import documents
from gcm_pipeline.documents import cache, ocr, preparing, workers
from gcm_pipeline.documents.document import Document, Page, UnreadableError
from gcm_pipeline.documents.preparing import Prepared
from gcm_pipeline.documents.workers import Bounds
from gcm_pipeline.mentions import patterns
from gcm_pipeline_tests.unit.documents import making

Done = list[tuple[str, str]]


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    """Name of task and document of what is done, in this process."""
    calls: Done = []

    def run(
        task: Callable[..., Any], work: Iterable[tuple[Path, tuple[Any, ...]]], bounds: Bounds, **_: object
    ) -> Iterator[tuple[Path, Any]]:
        for path, arguments in work:
            calls.append((task.__name__, path.name))
            try:
                yield path, task(*arguments)
            except UnreadableError as refused:
                yield path, refused

    monkeypatch.setattr(workers, "run", run)
    monkeypatch.setattr(ocr, "version", lambda: None)
    return calls


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.pdf").write_bytes(making.pdf("Objective 7 of the Global Compact for Migration"))
    (tmp_path / "b.txt").write_bytes(b"Objective 8")
    (tmp_path / "c.docx").write_bytes(b"no such thing")
    return tmp_path


def _landed(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()]


def test_a_second_night_reads_nothing(folder: Path, done: Done) -> None:
    assert documents.prepare(_landed(folder)) == Prepared(3, 0)
    assert done == [("read", "a.pdf"), ("read", "b.txt"), ("read", "c.docx")]
    (folder / "d.txt").write_bytes(b"Objective 9")
    assert documents.prepare(_landed(folder)) == Prepared(1, 3)
    assert done[3:] == [("read", "d.txt")]
    document, search = documents.read(folder / "a.pdf")
    assert (document.format, [found.objective_no for found in search.mentions]) == ("pdf", [7])
    with pytest.raises(UnreadableError, match="not-what-its-ending-says"):
        documents.read(folder / "c.docx")
    assert len(done) == 4


def test_a_document_is_read_when_nobody_has_prepared_it(folder: Path, done: Done) -> None:
    assert documents.read(folder / "b.txt")[0].pages[0].text == "Objective 8"
    assert done == [("read", "b.txt")]


def test_edited_patterns_search_again_without_reading(
    folder: Path, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.prepare(_landed(folder))
    monkeypatch.setattr(patterns, "version", lambda: "edited")
    assert documents.prepare(_landed(folder)) == Prepared(2, 1)
    assert done[3:] == [("search_again", "a.pdf"), ("search_again", "b.txt")]


def test_what_took_too_long_is_tried_again_the_next_night(folder: Path, done: Done) -> None:
    path = folder / "b.txt"
    cache.Cache(folder / documents.FOLDER).keep_refusal(path.name, UnreadableError("took-too-long", "It did."))
    with pytest.raises(UnreadableError, match="took-too-long"):
        documents.read(path)
    assert done == [], "within a night it is not"
    documents.prepare([path])
    assert documents.read(path)[0].pages[0].text == "Objective 8"


def test_scanned_pages_are_read_once_the_extra_is_there(
    tmp_path: Path, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(making.scan("Objective 7"))
    documents.prepare([path])
    assert documents.read(path)[0].text_method == "none"
    monkeypatch.setattr(ocr, "version", lambda: "reader 1")

    def read(_: Path, document: Document) -> Document:
        return Document("pdf", (Page("Objective 7", None, "ocr"),), (), document.scanned, ocr.version())

    monkeypatch.setattr(ocr, "read", read)
    for _ in range(2):
        documents.prepare([path])
    assert done == [("read", "a.pdf"), ("read_pictures", "a.pdf")]
    document, search = documents.read(path)
    assert (document.text_method, [found.objective_no for found in search.mentions]) == ("ocr", [7])


def test_pages_that_ocr_fails_on_leave_the_document_as_it_was(
    tmp_path: Path, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(making.scan("Objective 7", beside=["Objective 8 and enough words for a text layer"]))
    monkeypatch.setattr(ocr, "version", lambda: "reader 1")

    def read(_: Path, document: Document) -> Document:
        raise UnreadableError("took-too-long", "It did.")

    monkeypatch.setattr(ocr, "read", read)
    for _ in range(2):
        documents.prepare([path])
    document, search = documents.read(path)
    assert [note.rule for note in document.notes] == ["pages-without-text-layer", "ocr-failed"]
    assert [found.objective_no for found in search.mentions] == [8]


def test_in_processes_a_hostile_document_holds_nothing_back(folder: Path) -> None:
    (folder / "h.pdf").write_bytes(making.nested_pdf(20))
    bounds = Bounds(seconds=1.5, mebibytes=512)
    assert preparing.prepare(_landed(folder), folder / documents.FOLDER, bounds=bounds) == Prepared(4, 0)
    kept = cache.Cache(folder / documents.FOLDER)
    refused = kept.document("h.pdf")
    assert isinstance(refused, UnreadableError)
    assert refused.rule in cache.PASSING
    assert [kept.state(name) for name in ("a.pdf", "b.txt", "c.docx", "h.pdf")] == ["done", "done", "done", "unread"]
