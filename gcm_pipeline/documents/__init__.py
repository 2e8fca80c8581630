"""Documents to text by page: PDF, DOCX, HTML and TXT, with the mentions of objectives on each page.

Each document is read in a child process within bounds, once only: what was read is kept beside the archived copies.

Belongs here: the two calls that sources use. Does not belong here: formats (pdf.py, word.py, markup.py, plain.py),
bounds (workers.py), what is read when (preparing.py), what is kept (cache.py), patterns of mentions (mentions/).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gcm_pipeline.documents.document import Document
    from gcm_pipeline.documents.preparing import Prepared
    from gcm_pipeline.documents.search import Search

FOLDER = "texts"
"""Beside the archived copies, where the archive's own listing does not look."""


def prepare(paths: Iterable[Path]) -> Prepared:
    """Read archived copies, all of one folder, over all cores, as far as no earlier night has done so."""
    from gcm_pipeline.documents import preparing

    ordered = list(paths)
    return preparing.prepare(ordered, ordered[0].parent / FOLDER) if ordered else preparing.Prepared(0, 0)


def read(path: Path) -> tuple[Document, Search]:
    """Text and mentions of one archived copy; it is read now when ``prepare`` has not done so.

    Raises UnreadableError, with a rule and a sentence for people.
    """
    from gcm_pipeline.documents.cache import Cache
    from gcm_pipeline.documents.document import UnreadableError

    kept = Cache(path.parent / FOLDER)
    document, found = kept.document(path.name), kept.search(path.name)
    if document is None or (found is None and not isinstance(document, UnreadableError)):
        prepare([path])
        document, found = kept.document(path.name), kept.search(path.name)
    if isinstance(document, UnreadableError):
        raise document
    assert document
    assert found
    return document, found
