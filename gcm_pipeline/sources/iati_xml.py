"""IATI activity files as activities, whatever the file tries.

Belongs here: opening and parsing within bounds; saying what is wrong with a file that is no IATI 2.0x activity file.
Does not belong here: unzipping (``iati_blocks``), cutting (``iati_pieces``), what elements mean (``iati_elements``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
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


def opened(file: SnapshotFile) -> etree._Element:
    """The root element of a file with its attributes, read from the first bytes only.

    Raises InputError for anything but an IATI 2.0x activity file, as far as these tell.
    """
    root = _root(file)
    _check_root(file, root)
    return root


def namespace(root: etree._Element) -> str:
    """What stands before the names of IATI elements, which should be nothing."""
    return str(root.tag).removesuffix(etree.QName(root).localname)


def activities(piece: bytes, prefix: str) -> Iterator[etree._Element]:
    """Yield each activity of a piece (``iati_pieces``), its IATI elements free of the namespace ``prefix``.

    Raises XMLSyntaxError when the piece is no sound XML.
    """
    # Its root has been looked at: no document type can come any more that collect_ids would have to guard against.
    parser = etree.XMLParser(**OPTIONS | {"collect_ids": False})
    for child in etree.fromstring(piece, parser):
        if child.tag == f"{prefix}iati-activity":
            if prefix:
                _strip_namespace(child, prefix)
            yield child


def streamed(file: SnapshotFile, prefix: str) -> Iterator[etree._Element]:
    """Yield each activity of a file without cutting it; it is lost when the next is asked for.

    Memory is bounded by the largest activity. Raises InputError, with the line, when the XML is broken.
    """
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
    etree.clear_error_log()  # lxml has one for all that a thread parses
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
    parser = etree.XMLPullParser(events=("start",), **OPTIONS)
    read = 0
    etree.clear_error_log()
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
    # After an unknown entity the parser begins anew, and raises what is wrong with such a beginning.
    first = next((entry for entry in error.error_log if entry.level >= etree.ErrorLevels.ERROR), None)
    said, row = (first.message, first.line) if first else (error.msg or "unknown reason", error.lineno)
    reason = re.sub(r"(, line \d+, column \d+)+( \(.*\))?$", "", said).strip()
    return InputError(f"the XML is broken: {reason}", remedy=AGAIN, file=file.source_file, row=row)
