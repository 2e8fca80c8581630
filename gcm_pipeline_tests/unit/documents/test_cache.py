"""What is kept of documents comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from gcm_pipeline.documents import cache
from gcm_pipeline.documents.cache import PASSING, Cache
from gcm_pipeline.documents.document import Document, Note, Page, UnreadableError
from gcm_pipeline.documents.search import PageMention, Search
from gcm_pipeline.mentions import patterns

DOCUMENT = Document(
    "pdf", (Page("Objective 7", "en"), Page("", None, "none")), (Note("no-text-layer", "…"),), scanned=(2,), ocr="x 1"
)
SEARCH = Search("GCM", (PageMention(1, 7, "reference", "Objective 7", 0.99, 0),))


def test_documents_come_back(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    assert (kept.document("a.pdf"), kept.search("a.pdf"), kept.state("a.pdf")) == (None, None, "unread")
    kept.keep("a.pdf", DOCUMENT, SEARCH)
    assert (kept.document("a.pdf"), kept.search("a.pdf"), kept.state("a.pdf")) == (DOCUMENT, SEARCH, "done")
    assert kept.state("a.docx") == "unread"
    assert not kept.awaits("a.pdf", "x 1")
    assert kept.awaits("a.pdf", "x 2")
    assert list(tmp_path.rglob("*.unfinished")) == []


@pytest.mark.parametrize("rule", ["broken", *sorted(PASSING)])
def test_refusals_come_back_and_those_that_may_pass_are_tried_again(tmp_path: Path, rule: str) -> None:
    kept = Cache(tmp_path)
    kept.keep_refusal("a.pdf", UnreadableError(rule, "It is so."))
    found = kept.document("a.pdf")
    assert isinstance(found, UnreadableError)
    assert (found.rule, found.problem) == (rule, "It is so.")
    assert kept.state("a.pdf") == ("unread" if rule in PASSING else "done")


@pytest.mark.parametrize(
    ("changed", "state"), [((patterns, "version"), "unsearched"), ((cache, "readers"), "unread")], ids=str
)
def test_other_versions_are_others_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: tuple[object, str], state: str
) -> None:
    Cache(tmp_path).keep("a.pdf", DOCUMENT, SEARCH)
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    monkeypatch.setattr(*changed, lambda: "another")
    later = Cache(tmp_path)
    assert later.state("a.pdf") == state
    later.keep("a.pdf", DOCUMENT, SEARCH)
    later.drop_others()
    assert later.state("a.pdf") == "done"
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) != before
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
