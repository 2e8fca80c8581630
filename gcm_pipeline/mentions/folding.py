"""Text without the differences that do not matter to a search: case, accents, kinds of dash, space and digit.

Belongs here: folding, and the way back from a place in the folded text to the original.
Does not belong here: words of any language.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import chain

LETTER = r"[^\W\d_]"

# What is taken out or grows: words divided at the end of a line, marks and signs without width, ligatures. The set of
# first signs stands in front, so that the search leaps over all others.
_HYPHENS = "\\-\u2010\u00ad"
_WIDTHLESS = "\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_LIGATURES = "\ufb00-\ufb06\ufef5-\ufefc"
_EDIT = re.compile(
    rf"[{_HYPHENS}{_WIDTHLESS}{_LIGATURES}](?:"
    rf"(?<={LETTER}[{_HYPHENS}])[ \t]{{0,3}}\r?\n[ \t]{{0,8}}(?={LETTER})"
    rf"|(?<=[{_WIDTHLESS}])[{_WIDTHLESS}]*|(?<=[{_LIGATURES}]))"
)

# Latin, Greek, Cyrillic and Arabic, their presentation forms, and forms of full width.
_RANGES = chain(
    range(0x0600), range(0x0600, 0x0700), range(0x1E00, 0x2000), range(0xFB50, 0xFEFF), range(0xFF01, 0xFFEF)
)
_SIGNS = {
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\r\v", " "
    ),
    **dict.fromkeys("\f\u0085\u2028\u2029", "\n"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\uff5e\u301c", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    **{"،": ",", "؛": ";", "٪": "%", "。": ".", "ى": "ي", "ı": "i"},
}
_SUPERSCRIPTS = "¹²³"  # a note's number must not become part of an objective's


def _plain(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    compatible = unicodedata.normalize("NFKC", sign).casefold()
    return "".join(one for one in unicodedata.normalize("NFD", compatible) if unicodedata.category(one) != "Mn")


def _table() -> dict[str, str]:
    """What ``str.lower`` does not do: it and this table keep the length of a text."""
    table = {chr(place): _plain(chr(place)) for place in _RANGES}
    changed = {sign: plain for sign, plain in table.items() if len(plain) == 1 and plain != sign.lower()}
    return {sign: plain for sign, plain in (changed | _SIGNS).items() if sign not in _SUPERSCRIPTS}


_TABLE = _table()


@dataclass(frozen=True)
class Folded:
    """A folded text; ``origin`` leads from a place in ``text`` to one in ``original``."""

    text: str
    original: str
    cuts: list[int]  # places in ``text`` from which on …
    shifts: list[int]  # … the original is this much further on

    def origin(self, place: int) -> int:
        """The place in the original of the sign at ``place``."""
        cut = bisect_right(self.cuts, place) - 1
        return min(place + self.shifts[cut], len(self.original)) if cut >= 0 else place


def fold(text: str) -> Folded:
    """``text`` in small letters without accents, each kind of space, dash, quote and digit as one; line ends stay."""
    pieces: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = []
    last = length = 0
    for edit in _EDIT.finditer(text):
        instead = _plain(edit[0]) if "\ufb00" <= edit[0] <= "\ufefc" else ""
        pieces += [text[last : edit.start()], instead]
        length += edit.start() - last + len(instead)
        last = edit.end()
        cuts.append(length)
        shifts.append(last - length)
    whole = "".join([*pieces, text[last:]]) if pieces else text
    for sign in set(whole) & _TABLE.keys():
        whole = whole.replace(sign, _TABLE[sign])
    return Folded(whole.lower(), text, cuts, shifts)
