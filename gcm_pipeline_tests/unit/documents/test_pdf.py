"""Text layers, and pages without one."""

from __future__ import annotations

import pytest

from gcm_pipeline.documents.document import Note
from gcm_pipeline_tests.unit.documents import making
from gcm_pipeline_tests.unit.documents.conftest import Read


def test_a_scan_is_told_by_its_pictures(read: Read) -> None:
    found = read("a.pdf", making.scan("Objective 7", "Objective 8"))
    assert (found.text_method, found.scanned, found.language) == ("none", (1, 2), None)
    assert found.notes == (Note("no-text-layer", "none of 2 pages has text"),)


def test_scanned_pages_among_others_are_named(read: Read) -> None:
    found = read("a.pdf", making.scan("x", "y", beside=["Objective 7 of the Compact, with plenty of text beside it"]))
    assert (found.text_method, found.scanned) == ("text layer", (2, 3))
    assert found.notes == (Note("pages-without-text-layer", "2 of 3 pages: 2–3"),)


def test_an_empty_page_is_no_scan(read: Read) -> None:
    assert read("a.pdf", making.pdf("text", "")).notes == ()


@pytest.mark.parametrize(
    ("text", "rejoined"),
    [
        ("the migra-\ntion of migration", "the migration of migration"),
        ("evidence-\nbased policies", "evidence-based policies"),
    ],
)
def test_words_broken_at_a_line_end(read: Read, text: str, rejoined: str) -> None:
    assert read("a.pdf", making.pdf(text)).pages[0].text.replace("\n", " ") == rejoined
