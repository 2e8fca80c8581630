"""IATI activity files as a stream of activities, whatever the file tries.

Belongs here: opening, unzipping and parsing within bounds; saying what is wrong with a file that is no IATI 2.0x
activity file. Does not belong here: what the elements of an activity mean (``iati_elements``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati_pieces
from gcm_pipeline.sources.iati_blocks import AGAIN, BLOCK, blocks

ACTIVITY_LIMIT = 256 << 20
"""Bytes of XML without the end of an activity. The largest activities published have some tens of megabytes."""
KNOWN = {"iati-organisations": "IATI organisation data", "html": "a web page"}
# collect_ids must stay on: without it libxml2 loads an external document type before it can be refused.
OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
}


def activities(file: SnapshotFile) -> Iterator[etree._Element]:
    """Yield each ``iati-activity`` with its IATI elements free of namespaces; it is lost when the next is asked for.

    Memory is bounded by the largest activity. Raises InputError for anything but a sound IATI 2.0x activity file.
    """
    root = _root(file)
    _check_root(file, root)
    prefix = root.tag.removesuffix(etree.QName(root).localname)
    done = 0
    if root.tag == f"{prefix}iati-activities":
        try:
            for activity in _from_pieces(file, root, prefix):
                yield activity
                done += 1
            return
        except (iati_pieces.InseparableError, etree.XMLSyntaxError, InputError):
            pass  # read on in a way that needs no cuts, and knows the line of what is broken
    yield from islice(_streamed(file, prefix), done, None)


def _from_pieces(file: SnapshotFile, root: etree._Element, prefix: str) -> Iterator[etree._Element]:
    # No document type can come any more that collect_ids would have to guard against.
    for tree in iati_pieces.trees(file, root, OPTIONS | {"collect_ids": False}):
        for child in tree:
            if child.tag == f"{prefix}iati-activity":
                if prefix:
                    _strip_namespace(child, prefix)
                yield child


def _streamed(file: SnapshotFile, prefix: str) -> Iterator[etree._Element]:
    parser = etree.XMLPullParser(events=("end",), tag=f"{prefix}iati-activity", **OPTIONS)
    for element in _elements(file, parser):
        parent = element.getparent()
        if parent is not None and parent.getparent() is not None:
            continue  # an activity within an activity is a part of that one
        if prefix:
            _strip_namespace(element, prefix)
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _elements(file: SnapshotFile, parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    pending = 0
    try:
        for block in blocks(file):
            parser.feed(block)
            pending += len(block)
            for _, element in parser.read_events():
                yield element
                pending = 0
            if pending > ACTIVITY_LIMIT:
                problem = f"{pending:,} bytes follow one another without the end of an activity"
                raise InputError(problem, remedy=AGAIN, file=file.source_file)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _broken(file, error) from error


def _root(file: SnapshotFile) -> etree._Element:
    """The file's first element with its attributes, read from the first bytes only."""
    parser = etree.XMLPullParser(events=("start",), **OPTIONS)
    read = 0
    for block in blocks(file):
        failure = None
        try:
            parser.feed(block)
        except etree.XMLSyntaxError as error:
            failure = error
        for _, root in parser.read_events():
            return root
        if failure is not None:
            raise _broken(file, failure) from failure
        read += len(block)
        if read > 16 * BLOCK:
            problem = f"no element starts within the first {read:,} bytes"
            raise InputError(problem, remedy=AGAIN, file=file.source_file)
    raise InputError("the file holds no XML element", remedy=AGAIN, file=file.source_file)


def _check_root(file: SnapshotFile, root: etree._Element) -> None:
    name = etree.QName(root).localname
    if name not in ("iati-activities", "iati-activity"):
        what = KNOWN.get(name.lower(), f"XML of <{name}>")
        remedy = "Put IATI activity files (<iati-activities> or <iati-activity>) here and take this one away."
        raise InputError(f"the file is {what}, not IATI activities", remedy=remedy, file=file.source_file)
    if root.getroottree().docinfo.internalDTD is not None:
        remedy = "Remove the <!DOCTYPE …> and the entities it defines; IATI files need none."
        problem = "the file has a document type declaration, which is refused"
        raise InputError(problem, remedy=remedy, file=file.source_file)
    versions = [value.strip() for key, value in root.items() if etree.QName(key).localname == "version"]
    if versions and not versions[0].startswith("2."):
        remedy = "Ask the publisher for version 2.01, 2.02 or 2.03, or convert the file."
        problem = f"the file is IATI version {versions[0] or 'unknown'}, not 2.0x"
        raise InputError(problem, remedy=remedy, file=file.source_file)


def _strip_namespace(activity: etree._Element, prefix: str) -> None:
    for element in activity.iter(f"{prefix}*"):
        element.tag = element.tag.removeprefix(prefix)


def _broken(file: SnapshotFile, error: etree.XMLSyntaxError) -> InputError:
    reason = re.sub(r"(, line \d+, column \d+)+( \(.*\))?$", "", error.msg or "unknown reason")
    return InputError(f"the XML is broken: {reason}", remedy=AGAIN, file=file.source_file, row=error.lineno)
