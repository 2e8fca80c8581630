"""Pictures of text, where the optional extra is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gcm_pipeline.documents import ocr, reading
from gcm_pipeline.documents.document import Note
from gcm_pipeline_tests.unit.documents import making


@pytest.mark.skipif(ocr.version() is None, reason="the extra 'ocr' is not installed")
def test_a_scan_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        making.scan("Synthetic document\nObjectives 2, 5 and 12", beside=["A page with a text layer of its own"])
    )
    found = reading.read_pictures(path, reading.read(path))
    assert [page.text_method for page in found.pages] == ["text layer", "ocr"]
    assert "Objectives 2, 5 and 12" in found.pages[1].text
    assert found.text_method == "ocr"
    assert found.notes == (Note("read-by-ocr", "1 of 2 pages"),)


def test_a_failure_is_said_once() -> None:
    refused = ocr.UnreadableError("took-too-long", "It did.")
    document = ocr.Document("pdf", (), (Note("no-text-layer", "…"),))
    again = ocr.failed(ocr.failed(document, refused), refused)
    assert [note.rule for note in again.notes] == ["no-text-layer", "ocr-failed"]
