"""The encoding of a CSV file: UTF-8 (with or without byte order mark) or Windows-1252, nothing else.

The whole file is looked at, since the first accent may stand in its last row.

Belongs here: telling the two apart and refusing the rest. Does not belong here: delimiters and rows.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from gcm_pipeline.errors import InputError

DELIMITERS = ",;\t"
REMEDY = "Save it again from the spreadsheet as 'CSV UTF-8 (comma delimited)'."
_BLOCK = 4 << 20
_SURROGATE = re.compile("[\ud800-\udfff]")


def encoding_of(path: Path, source_file: str) -> str:
    """``utf-8`` or ``cp1252``; InputError with the row when the file is neither, or holds NUL bytes.

    A file with a broken character among more whole UTF-8 ones is damaged UTF-8, not Windows-1252: taking it for that
    would garble every accent in it.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    whole = 0
    for block in _blocks(path):
        if b"\0" in block:
            raise InputError("The file holds NUL bytes: it is UTF-16 or not text", remedy=REMEDY, file=source_file)
        try:
            whole += len(block) - len(decoder.decode(block))
        except UnicodeDecodeError:
            text = block.decode("utf-8", "replace")
            broken = text.count("\ufffd")
            whole += sum(sign > "\x7f" for sign in text) - broken
            return _damaged(path, source_file) if whole > broken else _windows(path, source_file)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _damaged(path, source_file) if whole else _windows(path, source_file)
    return "utf-8"


def _windows(path: Path, source_file: str) -> str:
    try:
        for block in _blocks(path):
            if b"\0" in block:
                raise InputError("The file holds NUL bytes: it is not text", remedy=REMEDY, file=source_file)
            block.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(
            "A character is neither UTF-8 nor Windows-1252",
            remedy=REMEDY,
            file=source_file,
            row=_first_broken(path, "cp1252"),
        ) from error
    return "cp1252"


def _damaged(path: Path, source_file: str) -> str:
    raise InputError(
        "A character is broken: the file is damaged UTF-8",
        remedy=REMEDY,
        file=source_file,
        row=_first_broken(path, "utf-8"),
    )


def _first_broken(path: Path, encoding: str) -> int | None:
    with path.open("rb") as stream:
        head = stream.read(_BLOCK)
    delimiter = max(DELIMITERS, key=lambda sign: head.count(sign.encode()))
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as lines:
        rows = enumerate(csv.reader(lines, delimiter=delimiter), start=1)
        try:
            return next((row for row, cells in rows if _SURROGATE.search("".join(cells))), None)
        except csv.Error:
            return None


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            yield block
