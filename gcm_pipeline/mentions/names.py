"""Objectives named without the word: full titles, labels of the Hub (7 - Reduce vulnerabilities), short titles.

Belongs here: reading the names from the reference files, and finding them. Does not belong here: references by number.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gcm_pipeline.mentions import patterns
from gcm_pipeline.mentions.context import Context
from gcm_pipeline.mentions.folding import Folded, fold
from gcm_pipeline.mentions.found import Found
from gcm_pipeline.mentions.grammar import Grammar
from gcm_pipeline.reference import REFERENCE

_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN = r"[\s,;:'\"-]{1,4}"
_NUMBER_BEFORE = re.compile(r"(?<![\d.,/-])(?P<number>\d{1,2})\s{0,3}(?P<sign>[-.:)|])\s{0,3}\Z")
_OPENING = re.compile(r"(?:\A|[\n;|,(:*])[ \t*]{0,8}\Z")
_ENDING = re.compile(r"[ \t*]{0,8}(?:\Z|[\n;|,.)])")
_SENTENCE = re.compile(r"[^.;!?]{0,120}\Z")


@dataclass(frozen=True)
class Name:
    """A title, or a label without its number, of an objective; ``rarest`` is a word that shows that it may occur."""

    objective_no: int
    is_title: bool
    rarest: str
    expression: re.Pattern[str]
    is_common: bool


@cache
def names() -> tuple[Name, ...]:
    """Every name of every objective, each once, titles first."""
    known: dict[tuple[int, str], Name] = {}
    common = patterns.names().common
    for number, is_title, text in _written():
        tokens = _TOKEN.findall(re.sub(r"^\d+\s*-\s*", "", fold(text).text))
        is_common = number in common or len(tokens) == 1
        forms = [_forms(token) for token in tokens]
        expression = re.compile(_BETWEEN.join(f"(?:{'|'.join(form)})" for form in forms) + r"(?![^\W_])")
        rarest = max((form[0] for form in forms if len(form) == 1), key=len)
        known.setdefault((number, " ".join(tokens)), Name(number, is_title, rarest, expression, is_common))
    return tuple(sorted(known.values(), key=lambda name: not name.is_title))


def _written() -> Iterator[tuple[int, bool, str]]:
    for row in _rows(REFERENCE / "gcm_objectives.csv"):
        yield int(row["objective_no"]), True, row["title"]
        for column in ("label_en", "label_fr", "short_title"):
            yield int(row["objective_no"]), False, row[column]
    for row in _rows(patterns.FOLDER / "titles.csv"):
        yield int(row["objective_no"]), row["kind"] == "title", row["name"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _forms(token: str) -> list[str]:
    spellings = patterns.language("en").spellings
    return [token, *spellings.get(token, ())]


def find(page: Folded, grammars: Iterable[Grammar], contexts: Iterable[Context]) -> Iterator[Found]:
    """Titles, labels and short titles on ``page``; a short title needs an objective word and the GCM beside it."""
    read = list(zip(grammars, contexts, strict=True))
    titles: set[tuple[int, int]] = set()
    for name in names():  # titles first: a label may be the first words of one
        if name.rarest not in page.text:
            continue
        for match in name.expression.finditer(page.text):
            place = (name.objective_no, match.start())
            if place in titles or (match.start() and page.text[match.start() - 1].isalnum()):
                continue
            if name.is_title:
                titles.add(place)
            if found := _judged(page, name, match, read):
                yield found


def _judged(page: Folded, name: Name, match: re.Match[str], read: list[tuple[Grammar, Context]]) -> Found | None:
    start, end, sure = match.start(), match.end(), patterns.confidences()
    if name.is_title:
        return Found(name.objective_no, "title", start, end, sure.title.value)
    number = _NUMBER_BEFORE.search(page.text, max(start - 12, 0), start)
    if number and int(number["number"]) == name.objective_no and _marked(page, name, number, end):
        return Found(name.objective_no, "label", number.start(), end, sure.label.value)
    if not name.is_common and any(_beside(page, start, end, *one) for one in read):
        return Found(name.objective_no, "short title", start, end, sure.short_title.value)
    return None


def _marked(page: Folded, name: Name, number: re.Match[str], end: int) -> bool:
    """Whether number and name make a label: a common phrase must stand alone, "20 - Remittances"."""
    if not name.is_common:
        return True
    alone = _OPENING.search(page.text, max(number.start() - 10, 0), number.start()) and _ENDING.match(page.text, end)
    return number["sign"] in "-|" and alone is not None


def _beside(page: Folded, start: int, end: int, grammar: Grammar, context: Context) -> bool:
    """Whether an objective word opens the sentence that the name stands in, and the GCM is named near."""
    if not context.near_gcm(start, end):
        return False
    before = _SENTENCE.search(page.text, max(start - 120, 0), start)
    return before is not None and any(grammar.word.finditer(before[0]))
