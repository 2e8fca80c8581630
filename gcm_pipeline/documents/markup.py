"""HTML pages: the text that a reader sees, blocks, table cells and list items on lines of their own.

Belongs here: HTML and XHTML. Does not belong here: their encoding (encoding.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from gcm_pipeline.documents import trees
from gcm_pipeline.documents.document import Document, Page, require_text
from gcm_pipeline.documents.encoding import decode
from gcm_pipeline.documents.tidy import tidy

_UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "object",
        "iframe",
        "select",
        "textarea",
    }
)
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"}
    | {"kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"}
    | {"sup", "time", "tt", "u", "var", "wbr"}
)


def read(path: Path) -> Document:
    """The visible text as one page, in the order of the file. Raises UnreadableError (``no-text``, ``broken``)."""
    root = trees.of_html(decode(path.read_bytes(), markup=True).replace("\0", ""))
    text = tidy("".join(_texts(root))) if root is not None else ""
    require_text(len(text))
    return Document("html", (Page(text),))


def _texts(root: etree._Element) -> Iterator[str]:
    """Text and line ends, without recursion: hostile pages nest deeper than Python calls."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        block = element.tag not in _INLINE | _UNSEEN
        if event == "start":
            if block:
                yield "\n"
            if element.tag in _UNSEEN or _hidden(element):
                walk.skip_subtree()
            else:
                yield _flow(element, element.text)
        else:
            if block:
                yield "\n"
            if element is not root:
                yield _flow(element.getparent(), element.tail)


def _hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "hidden" in element.attrib or "display:none" in style


def _flow(element: etree._Element, text: str | None) -> str:
    """Line ends in the source mean nothing, save in preformatted text."""
    if not text or element.tag == "pre":
        return text or ""
    return " ".join(text.replace("\xa0", " ").splitlines()) if "\n" in text or "\r" in text else text
