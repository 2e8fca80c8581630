"""What a worker does with one document.

Belongs here: the calls that cross into a child process, and what becomes of errors there.
Does not belong here: processes (workers.py), formats (reading.py), keeping results (cache.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, ParamSpec

from gcm_pipeline.documents import reading
from gcm_pipeline.documents.document import Document, UnreadableError
from gcm_pipeline.documents.language import identifier
from gcm_pipeline.documents.search import Search, search

P = ParamSpec("P")


class Result(NamedTuple):
    """A document and what was found in it."""

    document: Document
    search: Search


def warm_up() -> None:
    """Load what every document needs: it then counts neither as its time nor as its memory."""
    from gcm_pipeline.mentions import finder

    identifier()
    finder.find("", None)


def read(path: Path) -> Result:
    """Text and mentions of one document. Raises UnreadableError."""
    return _searched(_guarded(reading.read, path))


def read_pictures(path: Path, document: Document) -> Result:
    """The same after OCR of the scanned pages of ``document``. Raises UnreadableError."""
    return _searched(_guarded(reading.read_pictures, path, document))


def search_again(document: Document) -> Result:
    """Mentions of a document that was read before."""
    return _searched(document)


def _searched(document: Document) -> Result:
    return Result(document, search(document))


def _guarded(reader: Callable[P, Document], *arguments: P.args, **named: P.kwargs) -> Document:
    """Whatever a library raises over a hostile document refuses the document, and does not end the night."""
    try:
        return reader(*arguments, **named)
    except (UnreadableError, MemoryError, ImportError, FileNotFoundError):
        raise
    except Exception as error:
        problem = f"Reading it failed ({type(error).__name__}: {str(error)[:200]}). Export it again."
        raise UnreadableError("broken", problem) from error
