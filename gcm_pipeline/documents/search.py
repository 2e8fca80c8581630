"""What the pages of a document say about the Compact: mentions of its objectives, and which review this is.

Belongs here: searching all pages of a document. Does not belong here: patterns and words (mentions/).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from gcm_pipeline.documents.document import Document


class PageMention(NamedTuple):
    """A mention of an objective on a page; ``start`` counts characters of the page's text."""

    page: int
    objective_no: int
    method: str
    snippet: str
    confidence: float
    start: int


@dataclass(frozen=True)
class Search:
    """What was found in a document; ``process`` is GCM or HLPF, None when its words tell neither."""

    process: str | None
    mentions: tuple[PageMention, ...]


def search(document: Document) -> Search:
    """The mentions of every page, in the language of the page, else that of the document."""
    from gcm_pipeline.mentions import finder, process

    mentions = [
        PageMention(number, found.objective_no, found.method, found.snippet, found.confidence, found.start)
        for number, page in enumerate(document.pages, 1)
        for found in finder.find(page.text, page.language or document.language)
    ]
    return Search(process.detect("\n".join(page.text for page in document.pages)), tuple(mentions))
