"""Parsing XML and HTML that nobody vouches for.

Belongs here: parser settings, and what parse errors mean. Does not belong here: what the elements mean.
"""

from __future__ import annotations

from lxml import etree

from gcm_pipeline.documents.document import UnreadableError

_COMMON = {"no_network": True, "remove_comments": True, "remove_pis": True}


def of_xml(content: bytes) -> etree._Element:
    """The root of an XML document; entities are not expanded. Raises UnreadableError (``broken``), MemoryError."""
    root = _parse(content, etree.XMLParser(resolve_entities=False, **_COMMON))
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("broken", "Its XML is empty or declares a document type. Save it again.")
    return root


def of_html(content: str) -> etree._Element | None:
    """The root of an HTML page, mended as browsers do; None when it is empty. Raises UnreadableError, MemoryError."""
    return _parse(content.encode("utf-8", "ignore"), etree.HTMLParser(encoding="utf-8", **_COMMON))


def _parse(content: bytes, parser: etree.XMLParser | etree.HTMLParser) -> etree._Element | None:
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        if not content.strip():
            return None
        raise UnreadableError("broken", f"Its markup cannot be read ({error}). Save it again.") from error
