"""The encoding of a text or HTML file.

Belongs here: bytes to text. Does not belong here: what the text says, nor the encodings of CSV files (sources/).
"""

from __future__ import annotations

import codecs
import re

from gcm_pipeline.documents.document import UnreadableError

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([a-z0-9_:.-]{2,40})|encoding=["']([a-z0-9_.-]{2,40})""", re.I
)
_SAMPLE = 1 << 16
# What documents in the languages of the reviews are written in, beside Unicode. A guess among all encodings there are
# finds exotic ones in short texts; among equally good guesses the first of these is taken.
_LIKELY = ["cp1252", "cp1251", "cp1256", "gb18030", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1258", "big5", "cp874"]


def decode(content: bytes, *, markup: bool = False) -> str:
    """``content`` as text: byte order mark, declaration (``markup``), UTF-8, UTF-16 by its zeros, else a guess.

    Raises UnreadableError: ``not-what-its-ending-says`` when it is no text, ``unknown-encoding``.
    """
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content.count(b"\0", 0, _SAMPLE):
        return _with_zeros(content)
    for encoding in filter(None, (_declared(content) if markup else None, "utf-8")):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(content)


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content, 0, 4096)
    if not found:
        return None
    name = (found[1] or found[2]).decode("ascii").lower()
    try:
        codec = codecs.lookup(name)
    except LookupError:
        return None
    if not codec._is_text_encoding or codec.name.startswith(("utf-16", "utf-32")):  # type: ignore[attr-defined]
        return None  # there are no zeros and no mark: the page was converted and its declaration forgotten
    return "cp1252" if codec.name in {"iso8859-1", "ascii"} else name  # as every browser takes them


def _with_zeros(content: bytes) -> str:
    """UTF-16 without a mark has its zeros in every second place only; anything else with zeros is no text."""
    head = content[:_SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    for encoding, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here > len(head) // 5 and there * 20 < here:
            return content.decode(encoding, "replace")
    raise UnreadableError(
        "not-what-its-ending-says", "It holds NUL bytes and is no text. Save it as PDF, DOCX, HTML or TXT."
    )


def _guessed(content: bytes) -> str:
    from charset_normalizer import from_bytes

    guesses = from_bytes(content, cp_isolation=_LIKELY)
    best = guesses.best()
    if best is None:
        problem = "Its characters are neither Unicode nor any likely older encoding. Save it again as UTF-8."
        raise UnreadableError("unknown-encoding", problem)
    level = [guess for guess in guesses if (guess.chaos, guess.coherence) == (best.chaos, best.coherence)]
    return str(min(level, key=lambda guess: _LIKELY.index(guess.encoding)))
