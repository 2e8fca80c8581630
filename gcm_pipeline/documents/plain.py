"""Plain text, in pages where form feeds part it.

Belongs here: TXT files. Does not belong here: their encoding (encoding.py).
"""

from __future__ import annotations

from pathlib import Path

from gcm_pipeline.documents.document import Document, Page, require_bounded, require_text
from gcm_pipeline.documents.encoding import decode
from gcm_pipeline.documents.tidy import tidy


def read(path: Path) -> Document:
    """The text by page; a form feed at the very end does not begin another. Raises UnreadableError."""
    text = decode(path.read_bytes())
    require_bounded(text.count("\f"), len(text))
    pages = [tidy(part) for part in text.split("\f")]
    require_text(sum(map(len, pages)))
    while not pages[-1]:
        del pages[-1]
    return Document("txt", tuple(Page(text) for text in pages))
