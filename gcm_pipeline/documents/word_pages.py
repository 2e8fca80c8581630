"""Where the pages of a DOCX end.

The format keeps no pages. Word notes where they ended when it last laid the document out, also after breaks that the
author made, which would then count twice.

Belongs here: turning pages. Does not belong here: reading XML (word.py).
"""

from __future__ import annotations

from typing import Literal

Turn = Literal["explicit", "before", "laid out"]


class Pages:
    """Collects the text of pages, with the footnotes of each at its foot."""

    def __init__(self) -> None:
        self._texts: list[list[str]] = [[]]
        self._notes: list[str] = []
        self._last: Turn | None = "before"  # how this page began, while nothing stands on it
        self._section_ends = False

    def add(self, text: str) -> None:
        """Text or white space on the present page."""
        self._texts[-1].append(text)
        if text and not text.isspace():
            self._last = None

    def note(self, text: str) -> None:
        """A footnote of the present page."""
        self._notes.append(text)

    def turn(self, kind: Turn) -> None:
        """Begin a page, unless this break only repeats the one that has just begun it.

        ``explicit``: the author's own, always counts. ``before``: a paragraph or section that wants to stand on a new
        page, and may stand on one already. ``laid out``: Word's note, which also follows breaks of the other kinds.
        """
        repeated = {
            "explicit": False,
            "before": self._last is not None,
            "laid out": self._last in {"explicit", "before"},
        }
        if repeated[kind] and not (kind == "laid out" and len(self._texts) == 1):
            self._last = kind
            return
        self._finish()
        self._texts.append([])
        self._last = kind

    def end_section(self, *, continuous: bool) -> None:
        """The present paragraph is the last of its section; most sections begin a page."""
        self._section_ends = not continuous

    def end_paragraph(self) -> None:
        """The present paragraph has ended."""
        if self._section_ends:
            self._section_ends = False
            self.turn("before")

    def texts(self) -> list[str]:
        """The text of each page."""
        self._finish()
        return ["".join(page) for page in self._texts]

    def _finish(self) -> None:
        self._texts[-1] += ["\n", *self._notes]
        self._notes.clear()
