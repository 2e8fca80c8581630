"""The true format of a document, told from its content and not from its ending.

Belongs here: telling formats apart, and refusing a document that is not what its ending says.
Does not belong here: reading the text.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from gcm_pipeline.documents.document import MOST_BYTES, Format, UnreadableError

ENDINGS: dict[str, Format] = {".pdf": "pdf", ".docx": "docx", ".html": "html", ".htm": "html", ".txt": "txt"}
_HEAD = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(rb"<(?:[a-z][a-z0-9]*)\b[^>]*>", re.I)
_OTHER = {  # what people land by mistake, and how its first bytes look
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
_ZIPPED = {
    "xl/workbook.xml": "an XLSX workbook",
    "ppt/presentation.xml": "a PPTX presentation",
    "mimetype": "an OpenDocument file",
}
_NAMES: dict[Format, str] = {"pdf": "a PDF", "docx": "a DOCX document", "html": "an HTML page", "txt": "plain text"}


def format_of(path: Path) -> Format:
    """The format of the document at ``path``, by content and ending alike.

    Raises UnreadableError: ``empty``, ``too-large``, ``encrypted``, ``broken``, ``not-what-its-ending-says``.
    """
    size = path.stat().st_size
    if not size:
        raise UnreadableError("empty", "The file has no bytes. Land it again.")
    if size > MOST_BYTES:
        raise UnreadableError(
            "too-large", f"It has {size:,} bytes, more than the {MOST_BYTES:,} that are read. Split it."
        )
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    expected = ENDINGS.get(path.suffix.lower())
    found = _content(path, head, expected)
    if found != expected:
        is_really = _NAMES.get(found, found)  # type: ignore[call-overload]
        problem = (
            f"It ends in {path.suffix.lower()!r}, but is {is_really}. Save it as PDF, DOCX, HTML or TXT, named so."
        )
        raise UnreadableError("not-what-its-ending-says", problem)
    return expected


def _content(path: Path, head: bytes, expected: Format | None) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return _ole(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    for start, name in _OTHER.items():
        if head.startswith(start):
            return name
    if head.startswith(_MARKS):
        head = head[2:].replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(head) or (expected == "html" and _TAG.search(head)):
        return "html"
    return "txt"


def _ole(path: Path) -> str:
    """Office's older container: either an encrypted DOCX or a document of before 2007."""
    if _ENCRYPTED in path.read_bytes():
        raise UnreadableError("encrypted", "A password is needed to open it. Save a copy without one.")
    return "an Office file of before 2007 (such as DOC)"


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(
            "broken", f"The archive that a DOCX is cannot be opened ({error}). Save it again."
        ) from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    return next((name for part, name in _ZIPPED.items() if part in names), "a zip archive")
