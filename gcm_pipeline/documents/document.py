"""What reading a document gives: its text by page, or the reason why it was not read.

Belongs here: these types, and the limits that every reader keeps. Does not belong here: any format.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Format = Literal["pdf", "docx", "html", "txt"]
TextMethod = Literal["text layer", "ocr", "none"]

# The longest national reviews have some hundred pages and well under a million characters. Ten to twenty times that is
# no review, and would only hold up the night.
MOST_BYTES = 200 << 20
MOST_PAGES = 5_000
MOST_CHARACTERS = 20_000_000
MOST_UNPACKED = 500 << 20
"""Bytes that the parts of a DOCX may have once unpacked: photographs are large, a zip bomb larger."""


class UnreadableError(Exception):
    """A document that is not read; ``rule`` in kebab-case, ``problem`` says what is wrong and what to do."""

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(rule, problem)
        self.rule, self.problem = rule, problem


class Note(NamedTuple):
    """Something that a person should know of a document that was read."""

    rule: str
    value: str


class Page(NamedTuple):
    """One page; ``language`` is ISO 639-1, None when there is too little text to tell."""

    text: str
    language: str | None = None
    text_method: TextMethod = "text layer"


@dataclass(frozen=True)
class Document:
    """A document as read; pages count from 1 in the order of ``pages``, and formats without pages have one.

    ``scanned`` are the numbers of the pages that hold pictures and no text; ``ocr`` is the version of the programme
    that has tried to read them, None when none has.
    """

    format: Format
    pages: tuple[Page, ...]
    notes: tuple[Note, ...] = ()
    scanned: tuple[int, ...] = field(default=())
    ocr: str | None = None

    @property
    def language(self) -> str | None:
        """The language of most of the text; None when no page's language is known."""
        characters: Counter[str] = Counter()
        for page in self.pages:
            if page.language:
                characters[page.language] += len(page.text)
        return characters.most_common(1)[0][0] if characters else None

    @property
    def text_method(self) -> TextMethod:
        """``ocr`` when at least one page was read by it, ``none`` when no page has any text."""
        methods = {page.text_method for page in self.pages}
        return "ocr" if "ocr" in methods else "text layer" if "text layer" in methods else "none"

    @property
    def character_count(self) -> int:
        """Characters of all pages."""
        return sum(len(page.text) for page in self.pages)


def require_text(characters: int) -> None:
    """UnreadableError (``no-text``) when a document of a format that always has text has none."""
    if not characters:
        raise UnreadableError("no-text", "There is no text in it. Export it again, or take it away.")


def require_bounded(pages: int, characters: int) -> None:
    """UnreadableError (``too-many-pages``, ``too-much-text``) for what no review can be."""
    if pages > MOST_PAGES:
        raise UnreadableError(
            "too-many-pages", f"It has {pages:,} pages, more than the {MOST_PAGES:,} that are read. Split it."
        )
    if characters > MOST_CHARACTERS:
        raise UnreadableError(
            "too-much-text", f"It has more than the {MOST_CHARACTERS:,} characters that are read. Split it."
        )
