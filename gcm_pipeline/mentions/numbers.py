"""Reading the numbers after an objective word: 7; 9 and 10; 2, 5, 6, 12 and 18; 3 to 5; the letter I for 1.

Belongs here: which numbers a list names, and where it ends. Does not belong here: whose objectives they are (context).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gcm_pipeline.mentions.folding import Folded
from gcm_pipeline.mentions.grammar import Grammar
from gcm_pipeline.mentions.patterns import LAST

_LONGEST = 40  # numbers in one list
_BROKEN = re.compile(r"[./-]\d")  # the number is part of something else: 3.2, 9/11/2001
_GLOSS = re.compile(r"\s?\([^()\n]{1,60}\)")  # objectives 9 (smuggling) and 10 (trafficking)
_WORD = re.compile(r"\s{0,4}([^\W\d_])")
_ROMAN = re.compile(r"\s{0,3}(?:[,;/&-]|and|et|y|e|to|и)\s{0,3}[ivx]{1,4}(?![^\W_])")


@dataclass(frozen=True)
class Numbers:
    """The numbers that a list names, the place where it ends, and how they were written."""

    values: list[int]
    end: int
    how: str  # 'digits', 'words' or 'letter'


def read(page: Folded, place: int, grammar: Grammar, *, plural: bool, counted: bool = False) -> Numbers | None:
    """The list that begins at ``place``; None when it names no objectives or shows that it belongs to something else.

    ``plural``: further numbers need no proof that they are no counts; ``counted``: a classifier follows (第7项).
    """
    first = grammar.number.match(page.text, place)
    if not first:
        return None
    values, end, how = [value(first[0], grammar)], _end(page, first.end(), grammar), _how(page, first)
    if not _stands(page, place, end, grammar, alone=False, counted=counted):
        return None
    if how == "letter" and _ROMAN.match(page.text, end):
        return None
    for _ in range(_LONGEST):
        until = grammar.until.match(page.text, end)
        gloss = _GLOSS.match(page.text, end) if plural else None
        found = until or grammar.again.match(page.text, gloss.end() if gloss else end)
        if not found:
            break
        stop = _end(page, found.end("number"), grammar)
        further = value(found["number"], grammar)
        repeated = bool(until and until["head"])  # objective 5 to objective 8
        if not _further(page, found, stop, grammar, alone=not (plural or repeated), counted=counted):
            break
        if until and (further <= values[-1] or (repeated and len(values) > 1)):
            break
        values += range(values[-1] + 1, further + 1) if until else [further]
        end = stop
    if _BROKEN.match(page.text, end):
        return None
    return Numbers(values, end, how) if all(map(inside, values)) else None


def _further(page: Folded, found: re.Match[str], stop: int, grammar: Grammar, *, alone: bool, counted: bool) -> bool:
    """Whether the number of ``found``, which ends at ``stop``, goes on with the list and counts nothing."""
    start = found.start("number")
    if not _stands(page, start, stop, grammar, alone=alone, counted=counted):
        return False
    if not inside(value(found["number"], grammar)) and not followed(page, stop, grammar):
        return False  # objectives 9, 10 and 64 interviews
    # Objective 5, four to Objective 9: the number belongs to the next one. After a plural, a digit stays in the list.
    return not ((alone or not page.text[start].isdigit()) and grammar.recount.match(page.text, stop))


def _end(page: Folded, place: int, grammar: Grammar) -> int:
    """Where a number that stands before ``place`` ends, with what is written together with it."""
    ending = grammar.ending.match(page.text, place)
    return ending.end() if ending else place


def inside(number: int) -> bool:
    """Whether there is an objective of this number."""
    return 1 <= number <= LAST


def value(written: str, grammar: Grammar) -> int:
    """The number that ``written`` (digits, I or l for 1, a number word) stands for; 0 when unknown."""
    if written[0].isdigit():
        return int(written)
    if len(written) <= 2 and written[0] in "il":
        return int("1" + written[1:])
    return which(grammar.number_word.fullmatch(written))


def which(word: re.Match[str] | None) -> int:
    """The number of a match of Grammar.number_word or Grammar.ordinal; 0 for none."""
    return int(word.lastgroup.removeprefix("n")) if word and word.lastgroup else 0


def _how(page: Folded, number: re.Match[str]) -> str:
    if number[0][0].isdigit():
        return "digits"
    return "letter" if len(number[0]) <= 2 and number[0][0] in "il" else "words"


def _stands(page: Folded, start: int, end: int, grammar: Grammar, *, alone: bool, counted: bool) -> bool:
    """Whether the number between ``start`` and ``end`` is one by itself, and no amount.

    ``alone``: only when no noun follows that it could count.
    """
    text = page.text
    if counted:
        return True
    if grammar.unit.match(text, end) or (text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit()):
        return False
    if text[start].isdigit():
        glued = grammar.words.spaced and text[end : end + 1].isalpha() and not grammar.again.match(text, end)
        return not glued and (not alone or followed(page, end, grammar))
    if text[start] in "il" and end - start <= 2:
        return page.original[page.origin(start)] in "Il" and _letter_stands(page, end, grammar)
    return grammar.words.any_word_follows or followed(page, end, grammar)


def _letter_stands(page: Folded, place: int, grammar: Grammar) -> bool:
    """A letter needs more than a number does: "the objective I have in mind"."""
    link = grammar.link.match(page.text, place)
    linked = link and any(sign.isalpha() for sign in link[0])
    word = _WORD.match(page.text, place)
    return not word or "\n" in word[0] or bool(linked) or grammar.again.match(page.text, place) is not None


def followed(page: Folded, place: int, grammar: Grammar) -> bool:
    """Whether what stands at ``place`` lets the number before it be a name and not a count: no noun."""
    word = _WORD.match(page.text, place)
    if not word or "\n" in word[0]:
        return True
    return bool(grammar.follower.match(page.text, word.start(1)) or grammar.again.match(page.text, place))
