"""A message as every place gets it: a title, facts and links, cleaned of what could do harm anywhere.

Belongs here: the shape, and what no text may hold. Does not belong here: how a place writes it (mail, slack, teams).
"""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel

LONGEST = 300  # characters of a value; Teams refuses messages of more than some 25 KB
MOST = 15  # facts


def clean(text: str) -> str:
    """``text`` on one line, without control, direction and other invisible signs, cut to ``LONGEST`` characters.

    File names and cells are written by strangers: a line break could start a header of an e-mail, a direction mark
    could turn a name around.
    """
    visible = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    line = " ".join(visible.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


Clean = Annotated[str, AfterValidator(clean)]


class Message(BaseModel):
    """``facts`` are pairs of label and value, ``links`` of label and URL; the URLs are made by the pipeline."""

    title: Clean
    facts: list[tuple[Clean, Clean]] = []
    links: list[tuple[Clean, str]] = []


def as_text(message: Message) -> str:
    """The message as plain lines: title, facts, links."""
    parts = [(f"{label}: {text}" for label, text in pairs) for pairs in (message.facts, message.links) if pairs]
    return "\n\n".join([message.title, *map("\n".join, parts)])


def shortened(facts: list[tuple[str, str]], most: int = MOST) -> list[tuple[str, str]]:
    """The first of ``facts``, and how many more there are: a message is about a cause, not about its rows."""
    more = len(facts) - most
    return facts if more <= 0 else [*facts[:most], ("And", f"{more} more")]
