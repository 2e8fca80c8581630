"""An IATI file cut between its activities, each piece a document of its own, which any process can parse.

That takes two thirds of the time of a parser that reports every activity of one long document: such a parser comes back
to Python for every single element, and its tree outgrows the processor's cache.

A piece is the bytes up to the end of some activity, with tags of the root element around them. The end of an activity
is found as bytes, which may as well stand in a comment or within another activity; but then the piece is no sound XML.
While all pieces are sound, every cut was one between children of the root, and the file itself is sound.

Belongs here: cutting. Does not belong here: parsing a piece, and what is wrong with a file (``iati_xml``); what to do
with one that cannot be cut (``iati_batches``).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

from lxml import etree

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources.iati_blocks import blocks

PIECE, PIECE_LIMIT = 1 << 17, 16 << 20
"""Bytes of a piece, so that its tree fits the cache; and without the end of an activity, more than are gathered."""
DECLARATION = re.compile(rb"(\xef\xbb\xbf)?<\?xml\s[^>]*\?>")


class InseparableError(Exception):
    """The file has no end of an activity where one is needed."""


def pieces(file: SnapshotFile, root: etree._Element) -> Iterator[bytes]:
    """Yield XML documents that together hold the children of ``root``, the root element of ``file``, in their order.

    Memory is bounded by ``PIECE_LIMIT``. Raises InseparableError or InputError when the file cannot be had in pieces,
    which need not mean that it is broken; what was yielded before is right all the same, where it is sound XML.
    """
    opening, closing = _tags(file, root)
    ending = b"</%siati-activity>" % (f"{root.prefix}:".encode() if root.prefix else b"")
    start, held, searched = b"", b"", 0
    for block in blocks(file):
        held += block
        if len(held) < PIECE:
            continue
        end = held.rfind(ending, searched) + len(ending)
        if end >= len(ending):
            yield b"".join((start, memoryview(held)[:end], closing))
            start, held, searched = opening, held[end:], 0
        elif len(held) > PIECE_LIMIT:
            raise InseparableError
        else:
            searched = len(held) - len(ending)
    yield start + held


def _tags(file: SnapshotFile, root: etree._Element) -> tuple[bytes, bytes]:
    """What goes before and after a piece: the XML declaration and the root's opening tag, and its closing tag."""
    declaration = DECLARATION.match(next(blocks(file)))
    bare = copy.deepcopy(root)  # with its prefixes and attributes, as written
    del bare[:]
    bare.text = ""
    opening, _, closing = etree.tostring(bare, with_tail=False).partition(b"></")
    return (declaration[0] if declaration else b"") + opening + b">", b"</" + closing
