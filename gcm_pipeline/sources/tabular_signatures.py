"""What a file is, whatever its ending says, by its first bytes.

Belongs here: telling mislabelled files from tables. Does not belong here: whether a table is a good one.
"""

from __future__ import annotations

from pathlib import Path

from gcm_pipeline.errors import InputError

XLSX = "an Excel workbook or another ZIP archive"
_SIGNATURES = (
    (b"PK\x03\x04", XLSX),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls) or a workbook protected with a password"),
    (b"\x1f\x8b", "a file compressed with gzip"),
    (b"{\\rtf", "an RTF document"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")


def kind(path: Path) -> str | None:
    """What the first bytes of ``path`` say it is; None when they could be those of a text table."""
    with path.open("rb") as stream:
        head = stream.read(512)
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "a web page or an XML document" if text.startswith(_MARKUP) else None


def expect(path: Path, expected: str | None, source_file: str, remedy: str) -> None:
    """InputError when ``path`` is empty or is not of the ``expected`` kind (None: a text table)."""
    if path.stat().st_size == 0:
        raise InputError("The file is empty", remedy="Export it again, with its header row.", file=source_file)
    if (found := kind(path)) != expected:
        ending = path.suffix.lower().lstrip(".").upper()
        raise InputError(f"The file is {found or 'plain text'}, not {ending}", remedy=remedy, file=source_file)
