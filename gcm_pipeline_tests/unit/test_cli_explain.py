"""How ``gcm-pipeline explain`` prints a place: rows of tables, pages of documents."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from gcm_pipeline.cli.explain import LONGEST, Shown, print_row
from gcm_pipeline.explain import Evidence, Records

SNIPPET = "Measures under Objective 7 of the Compact"
DOCUMENT = Shown(is_document=True)


def printed(keys: dict[str, Any], raw: Records, file: Shown, *, name: str = "reviews/a.pdf", row: int = 3) -> list[str]:
    console = Console(file=io.StringIO(), highlight=False, soft_wrap=True, width=500)
    print_row(console, Evidence("reviews", name, row, "00ff" * 16, keys), raw, file)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().strip("\n").splitlines()


@pytest.mark.parametrize("before", [0, 5, 400, 4000])
@pytest.mark.parametrize("after", [0, 5, 4000])
def test_of_a_long_page_the_words_around_the_mention_are_shown(before: int, after: int) -> None:
    text = f"{'a' * before} {SNIPPET.replace(' ', chr(10))} {'z' * after}"
    place, said = printed({"page": 3, "snippet": SNIPPET}, [("pages", {"text": text})], DOCUMENT)
    assert place.startswith("reviews/a.pdf, page 3  snippet=")
    assert SNIPPET in said
    assert len(said) <= LONGEST + len("  pages: text: …  …")
    assert said.startswith("  pages: text: … ") is (before >= 400)
    assert said.endswith(" …") is (after >= 4000)


def test_a_mention_repeats_nothing_else_of_its_page() -> None:
    raw = [("pages", {"text": SNIPPET}), ("mentions", {"objective_no": "9"}), ("documents", {"format": "pdf"})]
    assert len(printed({"page": 1, "snippet": SNIPPET}, raw, DOCUMENT)) == 2


def test_a_document_as_a_whole_has_no_row_and_no_text() -> None:
    raw = [("pages", {"text": SNIPPET}), ("documents", {"format": "pdf"})]
    assert printed({"page": None, "found_in": "document"}, raw, DOCUMENT, row=1) == [
        "reviews/a.pdf  found_in=document",
        "  documents: format: pdf",
    ]


def test_what_a_person_decided_about_a_page_stands_in_a_row() -> None:
    raw = [("reviewed_mentions", {"verdict": "confirmed", "page": "2"})]
    assert printed({"page": 2}, raw, Shown(), name="reviews/reviewed_mentions.csv") == [
        "reviews/reviewed_mentions.csv, row 3  page=2",
        "  reviewed_mentions: verdict: confirmed · page: 2",
    ]


def test_a_workbook_has_its_sheet() -> None:
    (place, _) = printed({}, [("rows", {"title": "x"})], Shown(sheet="Export"), name="prima/a.xlsx")
    assert place.rstrip() == "prima/a.xlsx, sheet Export, row 3"


def test_what_the_archive_does_not_have_is_said() -> None:
    assert "not in this storage's archive" in printed({"page": 3}, [], DOCUMENT)[1]
