"""The bytes of an IATI file, unzipped within bounds.

Belongs here: reading and unzipping. Does not belong here: what the bytes say (``iati_xml``).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import IO

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile

BLOCK = 1 << 16
EXPANSION_FREE, EXPANSION_LIMIT = 64 << 20, 200
"""A gzipped file may grow to the first, and beyond that to this multiple of its size: XML shrinks 10 to 50 times."""
AGAIN = "Download the file again; if it stays like that, ask the publisher for a sound one."


def blocks(file: SnapshotFile) -> Iterator[bytes]:
    """Yield the file's bytes, at most ``BLOCK`` at a time, unzipped when its name ends in ``.gz``.

    Raises InputError when it cannot be unzipped, unzips to far too much, or is gzipped under another name.
    """
    with file.path.open("rb") as stream:
        if file.source_file.lower().endswith(".gz"):
            yield from _unzipped(file, stream)
            return
        first = stream.read(BLOCK)
        if first.startswith(b"\x1f\x8b"):
            raise InputError("the file is gzipped", remedy="Let its name end in .xml.gz.", file=file.source_file)
        yield first
        while block := stream.read(BLOCK):
            yield block


def _unzipped(file: SnapshotFile, stream: IO[bytes]) -> Iterator[bytes]:
    limit, size = max(EXPANSION_FREE, EXPANSION_LIMIT * file.path.stat().st_size), 0
    with gzip.GzipFile(fileobj=stream) as unzipped:
        while True:
            try:
                block = unzipped.read(BLOCK)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                problem = f"the file cannot be unzipped: {error}"
                raise InputError(problem, remedy=AGAIN, file=file.source_file) from error
            if not block:
                return
            size += len(block)
            if size > limit:
                problem = f"the file unzips to more than {limit:,} bytes, more than XML ever does"
                raise InputError(problem, remedy=AGAIN, file=file.source_file)
            yield block
