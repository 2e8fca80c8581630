from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from gcm_pipeline import frames
from gcm_pipeline.quality import suites
from gcm_pipeline.quality.data_docs import STYLE, DataDocs

HOSTILE = "<script>alert(1)</script> $x ${y} {{ 7 * 7 }}"


def check(docs: DataDocs, name: str, code: str, columns: list[str] | None = None) -> None:
    kept = frames.write(docs.folder / "set", [("rows", pd.DataFrame({"code": [code, "B"]}))])
    suites.check(name, kept, "rows", columns or ["code"], suites.Bounds(1), docs=docs)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"expect": "ExpectColumnValuesToBeInSet", "column": "code", "value_set": ["B"], "because": "a test"}
    monkeypatch.setattr(suites, "suite_lines", lambda name: [line])


def test_every_suite_has_a_page_and_a_line(tmp_path: Path, lines: None) -> None:
    docs = DataDocs(tmp_path, 7)
    check(docs, "raw_good", "B")
    check(docs, "raw_bad", "A", ["code", "missing"])
    index = (tmp_path / "index.html").read_text()
    assert "load 7" in index
    assert '<a href="raw_good.html">raw_good</a></td><td>passed</td><td>3 of 3' in index
    assert '<a href="raw_bad.html">raw_bad</a></td><td>failed</td><td>1 of 3' in index
    assert "code" in docs.page("raw_bad").read_text()


def test_a_suite_that_was_not_run_again_keeps_its_page(tmp_path: Path, lines: None) -> None:
    check(DataDocs(tmp_path, 7), "raw_same", "B")
    check(DataDocs(tmp_path, 8), "raw_other", "B")
    index = (tmp_path / "index.html").read_text()
    assert "raw_same</a></td><td>passed</td><td>3 of 3</td><td>load 7" in index
    assert "raw_other</a></td><td>passed</td><td>3 of 3</td><td>load 8" in index
    assert DataDocs(tmp_path, 8).page("raw_same").exists()


def test_what_a_source_wrote_stays_text(tmp_path: Path, lines: None) -> None:
    docs = DataDocs(tmp_path, 7)
    check(docs, "raw_hostile", HOSTILE)
    page = docs.page("raw_hostile").read_text()
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "{{ 7 * 7 }}" in page


def test_the_pages_ask_nobody_for_anything(tmp_path: Path, lines: None) -> None:
    docs = DataDocs(tmp_path, 7)
    check(docs, "raw_bad", "A")
    page = html.fromstring(docs.page("raw_bad").read_text())
    assert page.xpath("//@href | //@src") == ["index.html"]
    assert page.xpath("//script | //@onclick | //@style") == []
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    assert "not met" in (STYLE.read_text())
    assert page.xpath("//i[contains(@class, 'fa-times')]")


def test_a_value_that_is_missing_is_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    line = {"expect": "ExpectColumnValuesToNotBeNull", "column": "code", "because": "a test"}
    monkeypatch.setattr(suites, "suite_lines", lambda name: [line])
    rows = pd.DataFrame({"code": pd.Series(["A", pd.NA, "B"], dtype="string")})
    kept = frames.write(tmp_path / "set", [("rows", rows)])
    suites.check("raw_missing", kept, "rows", ["code"], suites.Bounds(1), docs=DataDocs(tmp_path, 7))
    assert [record for record in caplog.records if record.exc_info or "Traceback" in record.getMessage()] == []
