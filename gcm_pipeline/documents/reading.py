"""One document read in the present process: format, reader, language of each page.

Belongs here: which reader takes which format. Does not belong here: bounds of time and memory (workers.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gcm_pipeline.documents import markup, ocr, pdf, plain, word
from gcm_pipeline.documents.document import Document, Format, require_bounded
from gcm_pipeline.documents.form import format_of
from gcm_pipeline.documents.language import language_of

READERS: dict[Format, Callable[[Path], Document]] = {
    "pdf": pdf.read,
    "docx": word.read,
    "html": markup.read,
    "txt": plain.read,
}


def read(path: Path) -> Document:
    """The text of the document by page, with languages. Raises UnreadableError."""
    document = READERS[format_of(path)](path)
    require_bounded(len(document.pages), document.character_count)
    return _with_languages(document)


def read_pictures(path: Path, document: Document) -> Document:
    """``document`` with its scanned pages read by OCR (``ocr.version`` is not None). Raises UnreadableError."""
    return _with_languages(ocr.read(path, document))


def _with_languages(document: Document) -> Document:
    return replace(document, pages=tuple(page._replace(language=language_of(page.text)) for page in document.pages))
