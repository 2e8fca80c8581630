"""Text as people typed it: what every other cleaner starts from.

Belongs here: making a column of text regular, and the folded form in which names are compared.
Does not belong here: anything that knows what a column means.
"""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

# Printable ASCII, the letters below U+0300, dashes and quotes need no work; everything else may be a control, an odd
# space or not NFC.
_UNTIDY = r"[^\x20-\x7e\x{a1}-\x{2ff}\x{2010}-\x{2027}]|^ | $|  |\x{ad}"
_INVISIBLE = r"[\x00-\x08\x0e-\x1f\x7f-\x{84}\x{86}-\x{9f}\x{ad}\x{200b}\x{2060}\x{feff}]"
_LINE_END = r"\r\n?|[\x0b\x0c\x{85}\x{2028}\x{2029}]"
_FRINGE = r"^[;,\n]|[;,\n]$"
_APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`\u2032\uff07"
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
NOTHING = f"(?i:n/a|[{_DASHES}]|none|nil|null)"  # 'NA' is not among these: it may be Namibia


def clean(values: pa.Array, *, lines: bool = False) -> pa.Array:
    """``values`` trimmed, in NFC, without control characters, runs of white space as one space; blank becomes null.

    With ``lines`` (lists) the line ends stay, as ``\\n``, and separators around the whole cell go.
    """
    untidy = pc.match_substring_regex(values, _UNTIDY)
    if pc.any(untidy).as_py():
        values = pc.replace_with_mask(values, untidy, _tidy(values.filter(untidy), lines=lines))
    if lines and pc.any(pc.match_substring_regex(values, _FRINGE)).as_py():
        values = pc.utf8_trim(values, " ;,\n")
    blank = pc.equal(values, "")
    return pc.if_else(blank, pa.scalar(None, pa.string()), values) if pc.any(blank).as_py() else values


def said(values: pa.Array) -> pa.Array:
    """Tidy ``values``, null where the cell says in so many words that there is nothing (`N/A`, `-`, `none`)."""
    nothing = pc.match_substring_regex(values, f"^{NOTHING}$")
    return pc.if_else(nothing, pa.scalar(None, pa.string()), values) if pc.any(nothing).as_py() else values


def _tidy(values: pa.Array, *, lines: bool) -> pa.Array:
    values = pc.utf8_normalize(values, form="NFC")
    values = pc.replace_substring_regex(values, _INVISIBLE, "")
    values = pc.replace_substring_regex(values, _LINE_END, "\n")
    values = pc.replace_substring_regex(values, r"[\t\p{Zs}]+" if lines else r"[\s\p{Zs}]+", " ")
    return pc.utf8_trim_whitespace(values)


class Folding(dict[int, str]):
    """For ``str.translate``: one comparable character for each character, worked out when first met.

    Characters given beforehand are translated as they are given.
    """

    def __missing__(self, point: int) -> str:
        folded = unicodedata.normalize("NFD", chr(point)).casefold()  # not NFKD: a footnote mark is no digit
        self[point] = folded[:1] or chr(point)
        return self[point]


MARKS = {ord(mark): "'" for mark in _APOSTROPHES} | {ord(dash): "-" for dash in _DASHES} | {0xA0: " ", 0x202F: " "}
_FOLDING = Folding(MARKS)


def fold(text: str) -> str:
    """``text`` without case and accents, with plain apostrophes and dashes.

    As long as ``text``, character for character, so that a place found in the one is a place in the other.
    """
    return text.translate(_FOLDING)


def bare(word: str) -> str:
    """``word`` folded, without spaces and hyphens: for words that people write apart, joined or with a hyphen."""
    return "".join(fold(word).replace("-", " ").split())
