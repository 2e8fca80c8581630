"""A synthetic review as PDF, DOCX, HTML or TXT.

Belongs here: bytes of the four formats, the same every time. Does not belong here: words (reviews.yml).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
Plan = dict[str, Any]
Page = dict[str, Any]


def document(plan: Plan) -> bytes:
    """The document that ``plan`` (an entry of ``documents`` in reviews.yml) describes."""
    return _WRITERS[PurePosixPath(plan["file"]).suffix](plan)


def _pdf(plan: Plan) -> bytes:
    """With a font that every reader has: Latin letters only."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_compression(False)
    pdf.set_producer("gcm-pipeline sample")
    pdf.set_creation_date(_MOMENT)
    pdf.set_title(plan["title"])
    for page in plan["pages"]:
        pdf.add_page()
        pdf.set_font("Helvetica", "B", 15)
        pdf.multi_cell(0, 9, page["heading"], new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=11)
        for line in [*page["text"], *(f"- {item}" for item in page.get("list", ()))]:
            pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(2)
    return bytes(pdf.output())


def _docx(plan: Plan) -> bytes:
    from docx import Document

    word = Document()
    word.core_properties.author = ""
    word.core_properties.title = plan["title"]
    word.core_properties.created = word.core_properties.modified = _MOMENT.replace(tzinfo=None)
    for number, page in enumerate(plan["pages"]):
        if number:
            word.add_page_break()  # type: ignore[no-untyped-call]
        word.add_heading(page["heading"], 1)
        for line in page["text"]:
            word.add_paragraph(line)
        for item in page.get("list", ()):
            word.add_paragraph(item, style="List Bullet")
        for cells in _rows(word, page):
            for cell, text in cells:
                cell.text = text
    packed = BytesIO()
    word.save(packed)
    return _timeless(packed)


def _rows(word: Any, page: Page) -> list[list[tuple[Any, str]]]:
    """The cells of a new table, each with its text."""
    rows = page.get("table")
    if not rows:
        return []
    table = word.add_table(len(rows), len(rows[0]))
    return [list(zip(row.cells, texts, strict=True)) for row, texts in zip(table.rows, rows, strict=True)]


def _timeless(packed: BytesIO) -> bytes:
    """The same archive, its parts without the time of writing."""
    steady = BytesIO()
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(steady, "w") as copy:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, _MOMENT.timetuple()[:6])
            copy.writestr(entry, parts.read(part), zipfile.ZIP_DEFLATED)
    return steady.getvalue()


def _html(plan: Plan) -> bytes:
    head = f'<head><meta charset="utf-8"><title>{escape(plan["title"])}</title></head>'
    lines = ["<!DOCTYPE html>", f"<html>{head}<body>"]
    for page in plan["pages"]:
        lines.append(f"<h1>{escape(page['heading'])}</h1>")
        lines += [f"<p>{escape(line)}</p>" for line in page["text"]]
        if page.get("list"):
            lines += ["<ul>", *(f"<li>{escape(item)}</li>" for item in page["list"]), "</ul>"]
    return "\n".join([*lines, "</body></html>", ""]).encode("utf-8")


def _txt(plan: Plan) -> bytes:
    """Form feeds part the pages."""
    pages = ["\n\n".join([page["heading"], *page["text"]]) + "\n" for page in plan["pages"]]
    return "\f".join(pages).encode("utf-8")


_WRITERS: dict[str, Callable[[Plan], bytes]] = {".pdf": _pdf, ".docx": _docx, ".html": _html, ".txt": _txt}
