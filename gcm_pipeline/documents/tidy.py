"""Text of any document in one regular form, so that a word looks the same whichever program wrote it.

Belongs here: characters and white space. Does not belong here: anything that knows what a text means.
"""

from __future__ import annotations

import re
import unicodedata

# Ligatures and the presentation forms of Arabic, which fonts put into PDFs in place of letters.
_PRESENTATION = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdff\ufe70-\ufefc]+")
# Controls other than tab and line feed, soft hyphens with the line end they made, zero-width marks, lone surrogates,
# and what is no character at all. Zero-width joiners stay: Persian and the scripts of India need them.
_NOTHING = re.compile(
    "\u00ad\n?|[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_FRINGE = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")


def tidy(text: str) -> str:
    """``text`` in NFC with ``\\n`` line ends, single spaces, and at most one blank line in a row."""
    text = _NOTHING.sub("", _LINE_END.sub("\n", text))
    text = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = unicodedata.normalize("NFC", text)
    return _BLANK_LINES.sub("\n\n", _FRINGE.sub("\n", _SPACES.sub(" ", text))).strip()
