"""DOCX documents: the text in the order of the document, by page as the writing program last laid it out.

The XML is walked as it stands: content controls, text boxes, hyperlinks and tracked insertions hold text as plain
paragraphs do, and the stricter ISO form of the format differs in its namespaces only. Pictures are not unpacked.

Belongs here: opening the archive, and what each element gives. Does not belong here: where pages end (word_pages.py).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import basename, dirname, join, normpath

from lxml import etree

from gcm_pipeline.documents import trees
from gcm_pipeline.documents.document import (
    MOST_UNPACKED,
    Document,
    Page,
    UnreadableError,
    require_bounded,
    require_text,
)
from gcm_pipeline.documents.tidy import tidy
from gcm_pipeline.documents.word_pages import Pages

MOST_MARKUP = 50 << 20
"""Bytes of one XML part: some thousand pages. In memory it takes ten to twenty times as much."""
_SKIPPED = {"Fallback", "moveFrom", "del", "instrText", "delText"}  # said twice, moved or deleted, or field codes
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read(path: Path) -> Document:
    """The text by page, footnotes at the foot of theirs; one page when nobody laid it out. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(path) as parts:
            _require_small(parts)
            main = _target(parts, "_rels/.rels", "officeDocument", "word/document.xml")
            related = join(dirname(main), "_rels", f"{basename(main)}.rels")
            body = _tree(parts, main)
            notes = {
                kind: _notes(parts, _target(parts, related, f"{kind}s", ""), kind) for kind in ("footnote", "endnote")
            }
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, OSError) as error:
        raise UnreadableError("broken", f"It cannot be read as DOCX ({error}). Save it again.") from error
    except (RuntimeError, NotImplementedError) as error:  # what zipfile says of passwords and odd compression
        raise UnreadableError(
            "encrypted", f"It cannot be unpacked ({error}). Save a copy without a password."
        ) from error
    texts = [tidy(text) for text in _pages(body, notes)]
    require_text(sum(map(len, texts)))
    require_bounded(len(texts), sum(map(len, texts)))
    return Document("docx", tuple(Page(text) for text in texts))


def _require_small(parts: zipfile.ZipFile) -> None:
    unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MOST_UNPACKED:
        problem = f"Unpacked it has {unpacked:,} bytes, more than the {MOST_UNPACKED:,} that are read. Make it smaller."
        raise UnreadableError("too-large", problem)


def _target(parts: zipfile.ZipFile, relations: str, kind: str, default: str) -> str:
    """The part that ``relations`` name as ``kind``, else ``default``."""
    if relations not in parts.namelist():
        return default
    for relation in _tree(parts, relations):
        if (relation.get("Type") or "").endswith(f"/{kind}"):
            folder = dirname(dirname(relations))
            return normpath(join("/", folder, relation.get("Target") or "")).lstrip("/")
    return default


def _tree(parts: zipfile.ZipFile, name: str) -> etree._Element:
    size = parts.getinfo(name).file_size
    if size > MOST_MARKUP:
        raise UnreadableError(
            "too-large", f"{name} in it has {size:,} bytes, more than the {MOST_MARKUP:,} that are read. Split it."
        )
    return trees.of_xml(parts.read(name))


def _notes(parts: zipfile.ZipFile, name: str, kind: str) -> dict[str, str]:
    """The text of each footnote by its number."""
    if name not in parts.namelist():
        return {}
    notes = (note for note in _tree(parts, name) if _name(note) == kind)
    return {_attribute(note, "id"): "".join(_pages(note, {})) for note in notes}


def _pages(root: etree._Element, notes: dict[str, dict[str, str]]) -> list[str]:
    pages = Pages()
    for event, element in _walk(root):
        name = _name(element)
        if event == "start":
            _begin(pages, element, name, notes)
        elif name == "p":
            pages.add("\n")
            pages.end_paragraph()
    return pages.texts()


def _walk(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and _name(element) in _SKIPPED:
            walk.skip_subtree()
        else:
            yield event, element


def _begin(pages: Pages, element: etree._Element, name: str, notes: dict[str, dict[str, str]]) -> None:
    if name == "t":
        pages.add(element.text or "")
    elif name in _SIGNS:
        pages.add(_SIGNS[name])
    elif name == "br":
        if _attribute(element, "type") == "page":
            pages.turn("explicit")
        else:
            pages.add("\n")
    elif name == "lastRenderedPageBreak":
        pages.turn("laid out")
    elif name == "pageBreakBefore" and _attribute(element, "val") not in {"0", "false", "off"}:
        pages.turn("before")
    elif name == "sectPr" and _name(element.getparent()) == "pPr":
        kinds = [_attribute(child, "val") for child in element if _name(child) == "type"]
        pages.end_section(continuous=kinds == ["continuous"])
    elif name in {"footnoteReference", "endnoteReference"}:
        pages.note(notes.get(name.removesuffix("Reference"), {}).get(_attribute(element, "id"), ""))


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute without regard to its namespace."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
