"""Reading pictures of text: pages of scanned PDFs, with the optional extra ``ocr``.

Belongs here: rendering pages and the OCR engine. Does not belong here: which pages are scanned (pdf.py).
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

from gcm_pipeline.documents import pdf
from gcm_pipeline.documents.document import Document, Note, Page, UnreadableError, require_bounded
from gcm_pipeline.documents.tidy import tidy

if TYPE_CHECKING:
    from rapidocr import RapidOCR  # type: ignore[import-not-found]

DOTS_PER_INCH = 150
"""Enough for body text; twice as much takes four times as long and reads no better."""
LARGEST_SIDE = 4_000
"""Pixels: a page may claim to be a mile wide."""


REPLACED = ("no-text-layer", "pages-without-text-layer", "ocr-failed")
"""Notes on pages without text that mean nothing once these are read."""


@cache
def version() -> str | None:
    """What reads pictures here, such as ``rapidocr 3.10.0``; None when the extra is not installed."""
    try:
        installed("onnxruntime")
        return f"rapidocr {installed('rapidocr')}"
    except PackageNotFoundError:
        return None


def read(path: Path, document: Document) -> Document:
    """``document`` with the text of its scanned pages as far as it can be read; other pages stay as they are."""
    pages = list(document.pages)
    with pdf.opened(path) as opened:
        for number in document.scanned:
            page = opened[number - 1]
            scale = min(DOTS_PER_INCH / 72, LARGEST_SIDE / max(*page.get_size(), 1))
            text = _text(page.render(scale=scale).to_numpy())
            page.close()
            if text:
                pages[number - 1] = Page(text, text_method="ocr")
    require_bounded(len(pages), sum(len(page.text) for page in pages))
    read_now = sum(page.text_method == "ocr" for page in pages)
    others = [note for note in document.notes if note.rule not in REPLACED]
    note = Note("read-by-ocr", f"{read_now:,} of {len(pages):,} pages")
    return replace(document, pages=tuple(pages), notes=(*others, note), ocr=version())


def failed(document: Document, refused: UnreadableError) -> Document:
    """``document`` as it is without OCR, and why there was none."""
    others = [note for note in document.notes if note.rule != "ocr-failed"]
    return replace(document, notes=(*others, Note("ocr-failed", f"{refused.rule}: {refused.problem}")))


def _text(picture: object) -> str:
    found = _engine()(picture)
    return tidy("\n".join(getattr(found, "txts", None) or ()))


@cache
def _engine() -> RapidOCR:
    """One thread each: documents are read side by side already."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found]

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params=threads | {"Global.log_level": "warning"})
