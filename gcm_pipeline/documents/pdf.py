"""PDF documents: the text layer by page.

Belongs here: pdfium. Does not belong here: pictures of text (ocr.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY, FPDF_PAGEOBJ_IMAGE

from gcm_pipeline.documents.document import Document, Note, Page, UnreadableError, require_bounded
from gcm_pipeline.documents.tidy import tidy

FEW = 25
"""Letters and digits below which a page under a picture has no text of its own: a page number, a stamp."""
COVERED = 0.3
"""Share of the page that pictures cover on a scan; a logo or a photograph on an empty page covers less."""
_BROKEN_WORD = re.compile("(\\w*)\x02(\\w*)")
"""pdfium puts U+0002 for a hyphen and the line end after it."""
_WORD = re.compile(r"\w+")


def read(path: Path) -> Document:
    """The text by page; pages without any are ``none``.

    Notes: ``no-text-layer``, ``pages-without-text-layer``, ``unreadable-page``. Raises UnreadableError (``broken``,
    ``encrypted``, ``no-text``, ``too-many-pages``, ``too-much-text``).
    """
    texts: list[str] = []
    scanned: list[int] = []
    notes: list[Note] = []
    characters = 0
    with opened(path) as pdf:
        require_bounded(len(pdf), 0)
        if not len(pdf):
            raise UnreadableError("no-text", "It has no pages. Export it again, or take it away.")
        for number in range(1, len(pdf) + 1):
            try:
                text, is_scanned = _page(pdf, number)
            except pdfium.PdfiumError as error:
                text, is_scanned = "", False
                notes.append(Note("unreadable-page", f"page {number}: {error}"))
            texts.append(text)
            scanned += [number] * is_scanned
            characters += len(text)
            require_bounded(len(pdf), characters)
    texts = [tidy(text) for text in _rejoined(texts)]
    pages = tuple(Page(text, text_method="text layer" if text else "none") for text in texts)
    return Document("pdf", pages, (*notes, *_missing(texts, scanned)), tuple(scanned))


@contextmanager
def opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    """The document, closed at the end. Raises UnreadableError (``encrypted``, ``broken``)."""
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in {FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY}:
            problem = "A password is needed to open it. Save a copy without one."
            raise UnreadableError("encrypted", problem) from error
        raise UnreadableError("broken", f"It cannot be read as PDF ({error}). Export it again.") from error
    try:
        yield pdf
    finally:
        pdf.close()


def _page(pdf: pdfium.PdfDocument, number: int) -> tuple[str, bool]:
    """The text of a page, and whether it is a picture of text instead."""
    page = pdf[number - 1]
    try:
        layer = page.get_textpage()
        text = layer.get_text_bounded(errors="ignore")
        layer.close()
        bare = sum(map(str.isalnum, text[: 40 * FEW])) < FEW
        return text, bare and _covered(page) >= COVERED
    finally:
        page.close()


def _covered(page: pdfium.PdfPage) -> float:
    """The share of the page that pictures take, each counted whole."""
    width, height = page.get_size()
    area = 0.0
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        area += abs(right - left) * abs(top - bottom)
    return area / (width * height) if width and height else 0.0


def _rejoined(texts: list[str]) -> Iterator[str]:
    """Words broken at a line end made whole, where the document has the whole word elsewhere.

    Where it has not, the hyphen belongs to the word: evidence-based.
    """
    if not any("\x02" in text for text in texts):
        yield from texts
        return
    words = {word.casefold() for text in texts for word in _WORD.findall(text)}

    def rejoin(found: re.Match[str]) -> str:
        whole = found[1] + found[2]
        return whole if whole.casefold() in words else f"{found[1]}-{found[2]}"

    for text in texts:
        yield _BROKEN_WORD.sub(rejoin, text)


def _missing(texts: list[str], scanned: list[int]) -> Iterator[Note]:
    if not any(texts) or len(scanned) == len(texts):
        yield Note("no-text-layer", f"none of {len(texts):,} pages has text")
    elif scanned:
        yield Note("pages-without-text-layer", f"{len(scanned):,} of {len(texts):,} pages: {_ranges(scanned)}")


def _ranges(numbers: list[int]) -> str:
    """``2–4, 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
