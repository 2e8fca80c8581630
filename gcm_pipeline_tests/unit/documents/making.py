"""Documents of every format, made on the spot, sound ones and hostile ones."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from fpdf import FPDF

XML = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
CATALOGUE = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")


def pdf(*pages: str, password: str | None = None) -> bytes:
    made = FPDF()
    made.set_font("Helvetica", size=11)
    if password:
        made.set_encryption(owner_password="owner", user_password=password)
    for text in pages:
        made.add_page()
        made.multi_cell(0, 6, text)
    return bytes(made.output())


def scan(*pages: str, beside: Sequence[str] = ()) -> bytes:
    """Pages that are pictures of text, after pages ``beside`` of real text."""
    from PIL import Image, ImageDraw, ImageFont

    made = FPDF()
    made.set_font("Helvetica", size=11)
    for text in beside:
        made.add_page()
        made.multi_cell(0, 6, text)
    for text in pages:
        picture = Image.new("L", (1240, 1754), 255)
        ImageDraw.Draw(picture).multiline_text((100, 150), text, fill=0, font=ImageFont.load_default(36), spacing=20)
        made.add_page()
        made.image(picture, 0, 0, 210, 297)
    return bytes(made.output())


def nested_pdf(levels: int) -> bytes:
    """A small PDF of forms within forms, each four times: reading it takes ever more time and memory."""
    page = b"/MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >>"
    objects = [*CATALOGUE, b"<< /Type /Page /Parent 2 0 R " + page + b" >>", _stream(b"", b"/F Do")]
    for level in range(levels):
        inner = b"/Resources << /XObject << /F %d 0 R >> >>" % (6 + level) if level < levels - 1 else b""
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] " + inner
        objects.append(_stream(form, b"/F Do " * 4 if inner else b""))
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + tail % (size, table, size, len(body))


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


def docx(*blocks: Any) -> bytes:
    """Strings are paragraphs, lists of lists tables, None a page break."""
    made = Document()
    for block in blocks:
        if block is None:
            made.add_page_break()
        elif isinstance(block, str):
            made.add_paragraph(block)
        else:
            table = made.add_table(len(block), len(block[0]))
            for row, texts in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def raw_docx(body: str, **parts: str) -> bytes:
    """A DOCX with this XML in its body, and nothing else but ``parts`` (``footnotes`` for word/footnotes.xml)."""
    packed = BytesIO()
    relations = "".join(f'<Relationship Id="{name}" Type="x/{name}" Target="{name}.xml"/>' for name in parts)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{XML}<w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return packed.getvalue()
