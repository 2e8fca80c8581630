"""The activities of an IATI file batch by batch, those of a large file on all cores.

A batch is some pieces of the file (``iati_pieces``), whose activities depend on nothing outside: so it may be read in
any process. A file that cannot be cut, or of which a piece is unsound, is read on as one stream, which needs no cuts
and knows the line of what is broken.

Belongs here: which activities make a batch, and where it is read.
Does not belong here: parsing (``iati_xml``), single elements (``iati_elements``).
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from itertools import chain, islice
from typing import NamedTuple

import pyarrow as pa
from lxml import etree

from gcm_pipeline.children import cores, pool
from gcm_pipeline.errors import InputError
from gcm_pipeline.settings import Settings
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati_pieces, iati_xml
from gcm_pipeline.sources.card import load_card
from gcm_pipeline.sources.iati_elements import Elements

BATCH = 8 << 20
"""Bytes of XML."""
BATCH_ACTIVITIES, BATCH_VALUES = 5_000, 200_000
"""A batch of a stream ends at the first of these; the second bounds activities with thousands of transactions."""
LARGE = 64 << 20
"""Bytes of a file for which further processes are started, which takes as long as reading some 30 MB."""
MOST = 8
"""Processes at a time, of each of which two batches are held in memory."""
ZIPPED = 10
"""Times that a gzipped file is larger when it is unzipped, at the least."""
_LOG = logging.getLogger(__name__)


class Batch(NamedTuple):
    """Rows of each raw frame of so many ``activities``, of which ``source_row`` is the ordinal in the batch, from 1.

    ``unknown`` maps elements that are neither in the standard nor in a namespace of their own to their first row.
    """

    tables: dict[str, pa.Table]
    activities: int
    unknown: dict[str, int]


def batches(file: SnapshotFile) -> Iterator[Batch]:
    """Yield the file's batches in their order.

    Memory is bounded by some batches for each core, and the largest activity. Raises InputError when the file is not a
    sound IATI 2.0x activity file.
    """
    root = iati_xml.opened(file)
    prefix = iati_xml.namespace(root)
    done = 0
    if root.tag == f"{prefix}iati-activities":
        try:
            for batch in _read(file, _gathered(iati_pieces.pieces(file, root)), prefix):
                yield batch
                done += batch.activities
            return
        except (iati_pieces.InseparableError, InputError):
            pass
        except BrokenProcessPool:
            _LOG.warning("A process that reads %s was ended from outside: it is read on by one core", file.source_file)
    yield from _streamed(file, prefix, done)


def _gathered(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Pieces of ``BATCH`` bytes and more."""
    gathered: list[bytes] = []
    size = 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= BATCH:
            yield gathered
            gathered, size = [], 0
    if gathered:
        yield gathered


def _read(file: SnapshotFile, gathered: Iterator[list[bytes]], prefix: str) -> Iterator[Batch]:
    read = partial(read_pieces, file.source_file, prefix)
    size = file.bytes * (ZIPPED if file.source_file.lower().endswith(".gz") else 1)
    alone = cores() == 1 or size < LARGE or Settings.from_environment().memory_mib
    return map(read, gathered) if alone else _in_processes(read, gathered)


def _in_processes(read: Callable[[list[bytes]], Batch], gathered: Iterator[list[bytes]]) -> Iterator[Batch]:
    workers = min(cores(), MOST)
    with pool(workers) as processes:
        under_way = deque(processes.submit(read, pieces) for pieces in islice(gathered, 2 * workers))
        while under_way:
            yield under_way.popleft().result()
            under_way.extend(processes.submit(read, pieces) for pieces in islice(gathered, 1))


def read_pieces(source_file: str, prefix: str, pieces: list[bytes]) -> Batch:
    """The batch of ``pieces``. Raises InseparableError when one is no sound XML, so that they are not to be had."""
    elements, row = Elements(_ignored()), 0
    try:
        for row, activity in enumerate(chain.from_iterable(iati_xml.activities(one, prefix) for one in pieces), 1):
            elements.read(activity, row)
    except etree.XMLSyntaxError:
        raise iati_pieces.InseparableError from None
    return _batch(source_file, elements, row)


def _streamed(file: SnapshotFile, prefix: str, done: int) -> Iterator[Batch]:
    elements, row = Elements(_ignored()), 0
    for activity in islice(iati_xml.streamed(file, prefix), done, None):
        row += 1
        elements.read(activity, row)
        if row == BATCH_ACTIVITIES or elements.rows.full(BATCH_VALUES):
            yield _batch(file.source_file, elements, row)
            elements, row = Elements(_ignored()), 0
    yield _batch(file.source_file, elements, row)


def _batch(source_file: str, elements: Elements, activities: int) -> Batch:
    return Batch(dict(elements.rows.tables(source_file)), activities, elements.unknown)


@cache
def _ignored() -> frozenset[str]:
    return frozenset(one.header for one in load_card("iati").frames["activities"].ignored)
