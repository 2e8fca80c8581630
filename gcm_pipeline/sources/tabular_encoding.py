"""The encoding of a CSV file: UTF-8 (with or without byte order mark) or Windows-1252, nothing else.

The whole file is looked at, since the first accent may stand in its last row.

Belongs here: telling the two apart and refusing the rest. Does not belong here: delimiters and rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from gcm_pipeline.errors import InputError

DELIMITERS = ",;\t"
REMEDY = "Save it again from the spreadsheet as 'CSV UTF-8 (comma delimited)'."
_BLOCK = 4 << 20
_LONGEST = 4
"""Bytes of the longest character in UTF-8."""
_FIRST = -64
"""As signed bytes, all lower ones go on with a character of UTF-8 that was begun."""
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that stand for no character in Windows-1252."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def encoding_of(path: Path, source_file: str) -> str:
    """``utf-8`` or ``cp1252``; InputError with the row when the file is neither, or holds NUL bytes.

    A file with a broken character among more whole UTF-8 ones is damaged UTF-8, not Windows-1252: taking it for that
    would garble every accent in it.
    """
    whole = 0
    for block in _blocks(path):
        if b"\0" in block:
            raise InputError("The file holds NUL bytes: it is UTF-16 or not text", remedy=REMEDY, file=source_file)
        if not _is_utf8(block):
            text = block.decode("utf-8", "replace")
            broken = text.count("\ufffd")
            whole += sum(sign > "\x7f" for sign in text) - broken
            broken -= text.endswith("\ufffd")  # that one the end of the file may have cut
            return _damaged(path, source_file) if whole > broken else _windows(path, source_file)
        whole += int(np.count_nonzero(np.frombuffer(block, np.int8) < _FIRST))
    return "utf-8"


def _is_utf8(block: bytes) -> bool:
    """The same as trying to decode it, without making text of it."""
    ends = pa.py_buffer(np.array([0, len(block)], dtype=np.int32))
    try:
        pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(block)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _windows(path: Path, source_file: str) -> str:
    for block in _blocks(path):
        if b"\0" in block:
            raise InputError("The file holds NUL bytes: it is not text", remedy=REMEDY, file=source_file)
        if any(byte in block for byte in _UNDEFINED):
            raise InputError(
                "A character is neither UTF-8 nor Windows-1252",
                remedy=REMEDY,
                file=source_file,
                row=_first_broken(path, "cp1252"),
            )
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
    """The bytes of the file, no character of UTF-8 being split between two blocks."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            for _ in range(_LONGEST - 1):
                if b"\x80" <= stream.peek(1)[:1] <= b"\xbf":  # it goes on with the last character
                    block += stream.read(1)
            yield block
