"""Workbooks that must not be opened: archives that are cut off, damaged, or made to fill the memory.

Belongs here: looking at the archive before a parser does. Does not belong here: what its sheets say.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from gcm_pipeline.errors import InputError

REMEDY = "Open it in a spreadsheet, without a password, and save it again as XLSX or CSV."
MAXIMUM_UNPACKED = 2 << 30
"""Bytes. A full sheet (1,048,576 rows) of an export with 20 columns unpacks to 1 to 1.5 GB."""
MAXIMUM_RATIO = 200
"""Unpacked to packed bytes. Exports reach 10 to 40, the emptiest about 100; bombs begin at 1,000."""
HARMLESS = 64 << 20
"""Unpacked bytes up to which the ratio does not matter."""
MAXIMUM_CELLS = 50_000_000
"""Cells between A1 and the last row and column used: the parser takes 32 bytes for each, filled or not."""
_CHUNK = 1 << 20
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_LONGEST_REFERENCE = 64


def check(path: Path, source_file: str) -> None:
    """InputError when the archive is damaged, is no workbook, or would take too much memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(archive, path.stat().st_size, source_file)
            if "xl/workbook.xml" not in archive.namelist():
                raise InputError("The file is a ZIP archive, but no workbook", remedy=REMEDY, file=source_file)
            for entry in archive.infolist():
                with archive.open(entry) as stream:  # reading to the end proves size and checksum
                    cells = _cells(stream)
                if cells > MAXIMUM_CELLS and entry.filename.startswith("xl/worksheets/"):
                    raise InputError(
                        f"A sheet spans {cells:,} cells, more than {MAXIMUM_CELLS:,}",
                        remedy="Delete stray cells far below or to the right of the table, or save it as CSV.",
                        file=source_file,
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise InputError(f"The workbook is damaged or cut off ({error})", remedy=REMEDY, file=source_file) from error


def _check_size(archive: zipfile.ZipFile, packed: int, source_file: str) -> None:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MAXIMUM_UNPACKED or unpacked > max(HARMLESS, MAXIMUM_RATIO * packed):
        raise InputError(
            f"The workbook would unpack to {unpacked:,} bytes, {unpacked // max(packed, 1):,} times its size",
            remedy="Save it as CSV if it is genuine.",
            file=source_file,
        )


def _cells(stream: IO[bytes]) -> int:
    """Cells between A1 and the last row and column that the XML of a sheet refers to."""
    letters: set[bytes] = set()
    last_row, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        if references := _REFERENCE.findall(tail + chunk):
            columns, rows = map(set, zip(*references, strict=True))
            letters |= columns
            last_row = max(last_row, *map(int, rows))
        tail = chunk[-_LONGEST_REFERENCE:]
    return last_row * max((_column_number(one.upper()) for one in letters), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
