"""Where the text of a DOCX hides, and where its pages end."""

from __future__ import annotations

import pytest

from gcm_pipeline_tests.unit.documents import making
from gcm_pipeline_tests.unit.documents.conftest import Read

PAGE = '<w:br w:type="page"/>'
LAID = "<w:lastRenderedPageBreak/>"
BEFORE = "<w:pPr><w:pageBreakBefore/></w:pPr>"
SECTION = "<w:pPr><w:sectPr/></w:pPr>"
FLOWING = '<w:pPr><w:sectPr><w:type w:val="continuous"/></w:sectPr></w:pPr>'


def _p(text: str, *, inside: str = "", first: str = "") -> str:
    return f"<w:p>{first}<w:r>{inside}<w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("body", "pages"),
    [
        (_p("a") + _p("b", inside=PAGE), ["a", "b"]),
        (_p("a") + _p("b", inside=LAID), ["a", "b"]),
        pytest.param(_p("a") + f"<w:p><w:r>{PAGE}</w:r></w:p>" + _p("b", inside=LAID), ["a", "b"], id="said twice"),
        pytest.param(_p("a") + _p("b", inside=PAGE + PAGE), ["a", "", "b"], id="an empty page"),
        pytest.param(_p("a", inside=LAID), ["", "a"], id="a cover that is a picture"),
        pytest.param(_p("a") + _p("b", first=BEFORE, inside=LAID), ["a", "b"], id="before, and laid out"),
        pytest.param(_p("a", first=BEFORE), ["a"], id="before, on the first page"),
        pytest.param(_p("a", first=SECTION) + _p("b"), ["a", "b"], id="section"),
        pytest.param(_p("a", first=SECTION) + _p("b", first=BEFORE), ["a", "b"], id="section, and before"),
        pytest.param(_p("a", first=FLOWING) + _p("b"), ["a\nb"], id="section on the same page"),
    ],
)
def test_pages(read: Read, body: str, pages: list[str]) -> None:
    assert [page.text for page in read("a.docx", making.raw_docx(body)).pages] == pages


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:sdt><w:sdtContent>{_p('in a control')}</w:sdtContent></w:sdt>", "in a control"),
        ("<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>", "linked"),
        (
            "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
            "new",
        ),
        ("<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:r><w:t>here</w:t></w:r></w:p>", "here"),
        (
            '<w:p><m:AlternateContent xmlns:m="m"><m:Choice><w:r><w:t>box</w:t></w:r></m:Choice>'
            "<m:Fallback><w:r><w:t>box</w:t></w:r></m:Fallback></m:AlternateContent></w:p>",
            "box",
        ),
        ("<w:p><w:r><w:t>Objec</w:t></w:r><w:r><w:t>tive</w:t><w:tab/><w:t>7</w:t></w:r></w:p>", "Objective 7"),
        ("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r></w:p>", "a\nb-c"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>3</w:t></w:r></w:p>", "3"),
    ],
)
def test_text(read: Read, body: str, text: str) -> None:
    assert read("a.docx", making.raw_docx(body)).pages[0].text == text


def test_a_footnote_stands_at_the_foot_of_its_page(read: Read) -> None:
    head = making.XML.replace("document", "footnotes")
    notes = f'{head}<w:footnote w:id="2">{_p("Objective 9")}</w:footnote></w:footnotes>'
    body = _p("a", inside='<w:footnoteReference w:id="2"/>') + _p("b", inside=PAGE)
    found = read("a.docx", making.raw_docx(body, footnotes=notes))
    assert [page.text for page in found.pages] == ["a\n\nObjective 9", "b"]
