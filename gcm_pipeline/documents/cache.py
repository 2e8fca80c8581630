"""What was read and found in documents, kept on disk by content, so that nothing is read twice.

``<folder>/texts/<readers>/<name>.parquet`` holds the pages of a document or the reason why it was refused,
``<folder>/mentions/<readers>-<patterns>/<name>.parquet`` what was found in it. ``<name>`` is that of the archived copy:
content hash and ending. Other readers or patterns have other folders; those no longer used are removed.

Belongs here: files and their versions. Does not belong here: what is read when (documents/__init__.py).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from gcm_pipeline.documents.document import Document, Note, Page, UnreadableError
from gcm_pipeline.documents.search import PageMention, Search

_LIBRARIES = ("charset-normalizer", "lxml", "py3langid", "pypdfium2")
PASSING = frozenset({"took-too-long", "took-too-much-memory", "reader-crashed"})
"""Refusals that another night, with less to do or more memory, may not repeat."""
State = Literal["unread", "unsearched", "done"]
_ABOUT = b"document"
_PAGES = pa.schema([("text", pa.string()), ("language", pa.string()), ("text_method", pa.string())])
_MENTIONS = pa.schema(
    [
        ("page", pa.int32()),
        ("objective_no", pa.int16()),
        ("method", pa.string()),
        ("snippet", pa.string()),
        ("confidence", pa.float64()),
        ("start", pa.int32()),
    ]
)


@cache
def readers() -> str:
    """Changes with the code of the readers and with the libraries they rest on."""
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".yml"}):
        digest.update(path.read_bytes())
    digest.update(repr([(name, installed(name)) for name in _LIBRARIES]).encode())
    return digest.hexdigest()[:12]


class Cache:
    """The texts and mentions kept under ``folder``."""

    def __init__(self, folder: Path) -> None:
        from gcm_pipeline.mentions import patterns

        self._texts = folder / "texts" / readers()
        self._mentions = folder / "mentions" / f"{readers()}-{patterns.version()}"

    def document(self, name: str) -> Document | UnreadableError | None:
        """What became of the document; None when it has not been read."""
        path = self._text(name)
        if not path.exists():
            return None
        table = pq.read_table(path)
        about = _about(table.schema)
        if "rule" in about:
            return UnreadableError(about["rule"], about["problem"])
        pages = tuple(Page(**row) for row in table.to_pylist())
        notes = tuple(Note(*note) for note in about["notes"])
        return Document(about["format"], pages, notes, tuple(about["scanned"]), about["ocr"])

    def search(self, name: str) -> Search | None:
        """What was found in it; None when it has not been searched with the present patterns."""
        path = self._found(name)
        if not path.exists():
            return None
        table = pq.read_table(path)
        return Search(_about(table.schema)["process"], tuple(PageMention(**row) for row in table.to_pylist()))

    def state(self, name: str) -> State:
        """What is still to be done with the document, pictures of text apart."""
        path = self._text(name)
        if not path.exists():
            return "unread"
        rule = _about(pq.read_schema(path)).get("rule")
        if rule:
            return "unread" if rule in PASSING else "done"
        return "done" if self._found(name).exists() else "unsearched"

    def awaits(self, name: str, ocr: str) -> bool:
        """Whether it has scanned pages that the present ``ocr`` has not read yet."""
        path = self._text(name)
        about = _about(pq.read_schema(path)) if path.exists() else {}
        return bool(about.get("scanned")) and about["ocr"] != ocr

    def keep(self, name: str, document: Document, search: Search) -> None:
        """Keep what was read and found."""
        about = {
            "format": document.format,
            "notes": document.notes,
            "scanned": document.scanned,
            "ocr": document.ocr,
        }
        self._found(name).unlink(missing_ok=True)  # an interruption never leaves mentions of another text
        _write(self._text(name), [page._asdict() for page in document.pages], _PAGES, about)
        self.keep_search(name, search)

    def keep_search(self, name: str, search: Search) -> None:
        """Keep what was found in a document that is kept already."""
        rows = [mention._asdict() for mention in search.mentions]
        _write(self._found(name), rows, _MENTIONS, {"process": search.process})

    def keep_refusal(self, name: str, refused: UnreadableError) -> None:
        """Keep the reason why it was not read."""
        _write(self._text(name), [], _PAGES, {"rule": refused.rule, "problem": refused.problem})

    def drop_others(self) -> None:
        """Remove what other versions of readers and patterns have kept."""
        for present in (self._texts, self._mentions):
            for folder in present.parent.glob("*"):
                if folder != present:
                    shutil.rmtree(folder, ignore_errors=True)

    def _text(self, name: str) -> Path:
        return self._texts / f"{name}.parquet"

    def _found(self, name: str) -> Path:
        return self._mentions / f"{name}.parquet"


def _about(schema: pa.Schema) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(schema.metadata[_ABOUT])
    return about


def _write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema, about: dict[str, Any]) -> None:
    """The file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    table = pa.Table.from_pylist(rows, schema.with_metadata({_ABOUT: json.dumps(about, ensure_ascii=False)}))
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.replace(path)
