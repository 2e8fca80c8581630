"""GCM objectives as people write them: numbers, labels of the Migration Network Hub, full titles, and lists of these.

Belongs here: reading one entry of an objectives cell. Does not belong here: mentions of objectives in running text.
"""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.lists import Lists, Reading, read
from gcm_pipeline.normalise.text import fold

OBJECTIVE = pa.int16()
UNKNOWN, GENERAL, CONFLICT = "unknown-objective", "general-is-no-objective", "conflicting-objective"

_COMPACT = r"(?:(?:gcm|pmm)[ -]*)?"
_WORD = r"(?:(?:objectives?|objectifs?|obj\.?) ?[:#]? ?)"
_END = r"(?= *(?:[,;&/]|$)| (?:and|et) )"
_SPLIT = re.compile(r"[,&/]| and | et ")
_SEPARATOR = re.compile(r"(?: *[,;&/]+ *(?:(?:and|et) )?| (?:and|et) )+|^ +| +$")


class Objectives:
    """Reads objectives cells against ``gcm_objectives`` (objective_no, title, short_title, label_en, label_fr)."""

    def __init__(self, framework: pd.DataFrame) -> None:
        self._numbers = _names(framework)
        self._seen: dict[str, int] = {}
        names = "|".join(re.escape(name) for name in sorted(self._numbers, key=len, reverse=True))
        number = r"(?:(?P<digits>\d+)(?:\.0+)?|(?<=[a-z.: ])(?P<letter>i))"
        self._element = re.compile(
            rf"{_COMPACT}(?:(?P<word>{_WORD})?{number}(?: *[-:.)(]? *(?P<label>{names})\)?)?"
            rf"|{_WORD}?(?P<name>{names}))\.?{_END}"
        )

    def read(self, cells: pa.Array) -> Lists:
        """The objectives (1 to 23, int16) of distinct tidy cells.

        Rules: ``unknown-objective``; ``general-is-no-objective`` (a label of the Hub that stands for none);
        ``conflicting-objective`` (the number says one, the title another).
        """
        return read(cells, self.entry, OBJECTIVE, UNKNOWN)

    def entry(self, text: str) -> Reading:
        """The objectives of ``text``, which may hold several separated by commas, slashes, 'and', 'et' or '&'."""
        plain = [self._single(piece) for piece in _SPLIT.split(text)]
        return Reading(plain, []) if all(plain) else self._scan(text)

    def _single(self, piece: str) -> int:
        """The objective that ``piece`` is, 0 when it is none or not one alone."""
        if piece not in self._seen:
            found = self._element.fullmatch(fold(piece.strip()))
            self._seen[piece] = self._judge(found, "")[0]
        return self._seen[piece]

    def _scan(self, text: str) -> Reading:
        """The objectives of a ``text`` with separators inside titles, or with tokens that are no objectives."""
        folded, place = fold(text), 0
        numbers: list[int] = []
        rejected: list[tuple[str, str]] = []
        while place < len(folded):
            if separator := _SEPARATOR.match(folded, place):
                place = separator.end()
                continue
            found = self._element.match(folded, place)
            end = found.end() if found else _token_end(folded, place)
            number, rule = self._judge(found, folded[place:end])
            if rule:
                rejected.append((rule, text[place:end].strip()))
            else:
                numbers.append(number)
            place = end
        return Reading(numbers, rejected)

    def _judge(self, found: re.Match[str] | None, token: str) -> tuple[int, str | None]:
        if not found:
            return 0, GENERAL if token.strip() == "general" else UNKNOWN
        if found["name"]:
            return self._numbers[found["name"]], None
        if found["letter"]:
            number = 1 if found["word"] else 0
        else:
            number = int(found["digits"]) if len(found["digits"]) < 4 else 0
        if found["label"] and self._numbers[found["label"]] != number:
            return 0, CONFLICT
        return (number, None) if number in self._numbers.values() else (0, UNKNOWN)


def _names(framework: pd.DataFrame) -> dict[str, int]:
    """Every name of every objective, folded and without its number, to the number."""
    columns = ("title", "short_title", "label_en", "label_fr")
    return {
        re.sub(r"^\d+ *- *", "", fold(str(row[column]))): int(row["objective_no"])
        for row in framework.to_dict("records")
        for column in columns
    }


def _token_end(text: str, place: int) -> int:
    """Where a token that is no objective ends: at a comma, not at an 'and', which may belong to it ('SDG 8 and 9')."""
    comma = text.find(",", place)
    return comma if comma >= 0 else len(text)
