"""Cells that only the files of reviews have: process, yes or no, language, file name, verdict, page.

Belongs here: reading one distinct cell of each kind. Does not belong here: what follows from it (reviews*.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from gcm_pipeline.normalise.cells import Cleaned, Reader, read_each
from gcm_pipeline.normalise.objectives import Objectives
from gcm_pipeline.normalise.text import fold

MOST_PAGES = 100_000  # no document has as many
WHOLE = 0
"""The page that stands for the whole document."""

_PROCESSES = {"gcm": "GCM", "pmm": "GCM", "hlpf": "HLPF", "fphn": "HLPF"}
_PROCESS_WORDS = re.compile(r"\b(?:review|examen|voluntary|volontaire|process|processus)\b|[^a-z]+")
_YES_NO = {"yes y true vrai oui o 1": True, "no n false faux non 0": False}
_ANSWERS = {word: answer for words, answer in _YES_NO.items() for word in words.split()}
_VERDICTS = {"confirm": "confirmed", "reject": "rejected", "rejet": "rejected"}
_VERDICT = re.compile(r"(confirm|reject|rejet)(?:ed|e|ee)?")
_PAGE = re.compile(r"(?:p(?:age|p)?\.? ?)?0*(\d{1,6})(?:\.0+)?")
_ISO = re.compile(r"[a-z]{2}")
_ABSOLUTE = re.compile(r"/|~|[a-z]:|[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def processes(cells: pa.Array) -> Cleaned:
    """GCM or HLPF, under their English and French names. Rule: ``unknown-process``."""

    def read(text: str) -> tuple[str | None, str | None]:
        process = _PROCESSES.get(_PROCESS_WORDS.sub("", fold(text)))
        return process, None if process else "unknown-process"

    return read_each(cells.to_pylist(), read, pa.string())


def answers(cells: pa.Array) -> Cleaned:
    """Yes or no, in English or French. Rule: ``unreadable-yes-or-no``."""

    def read(text: str) -> tuple[bool | None, str | None]:
        answer = _ANSWERS.get(fold(text).removesuffix(".0"))
        return answer, "unreadable-yes-or-no" if answer is None else None

    return read_each(cells.to_pylist(), read, pa.bool_())


def verdicts(cells: pa.Array) -> Cleaned:
    """confirmed or rejected, in English or French. Rule: ``unknown-verdict``."""

    def read(text: str) -> tuple[str | None, str | None]:
        found = _VERDICT.fullmatch(fold(text))
        return (_VERDICTS[found[1]], None) if found else (None, "unknown-verdict")

    return read_each(cells.to_pylist(), read, pa.string())


def pages(cells: pa.Array) -> Cleaned:
    """Pages (int32) from 1. Rule: ``invalid-page``."""

    def read(text: str) -> tuple[int | None, str | None]:
        found = _PAGE.fullmatch(fold(text))
        page = int(found[1]) if found else 0
        return (page, None) if 1 <= page <= MOST_PAGES else (None, "invalid-page")

    return read_each(cells.to_pylist(), read, pa.int32())


def one_objective(framework: pd.DataFrame) -> Reader:
    """A reader of cells that name one objective (int16). Rules: those of objectives.py, ``several-objectives``."""
    entry = Objectives(framework).entry

    def read(text: str) -> tuple[int | None, str | None]:
        numbers, rejected = entry(text)
        if rejected or not numbers:
            return None, rejected[0][0] if rejected else "unknown-objective"
        return (int(numbers[0]), None) if len(set(numbers)) == 1 else (None, "several-objectives")

    return lambda cells: read_each(cells.to_pylist(), read, pa.int16())


def languages(names: pd.DataFrame) -> Reader:
    """A reader of languages: ISO 639-1 for ``names`` (name, language) and codes; others as written, without a rule."""
    known: Mapping[str, str] = {fold(name): code for name, code in zip(names["name"], names["language"], strict=True)}

    def read(text: str) -> tuple[str, None]:
        folded = fold(text)
        return known.get(folded, folded if _ISO.fullmatch(folded) else text), None

    return lambda cells: read_each(cells.to_pylist(), read, pa.string())


def paths(cells: pa.Array) -> Cleaned:
    """Names of documents as paths below ``reviews/``, in the form in which they are compared.

    Rule: ``unsafe-file-name`` for an address, an absolute path or one that climbs, which would leave the folder.
    """

    def read(text: str) -> tuple[str | None, str | None]:
        path = comparable(text.replace("\\", "/"))
        if _ABSOLUTE.match(path) or ".." in path.split("/"):
            return None, "unsafe-file-name"
        return path.removeprefix("./").removeprefix("reviews/"), None

    return read_each(cells.to_pylist(), read, pa.string())


def comparable(path: str) -> str:
    """A path without case, in one form of accents: file systems differ in both."""
    return unicodedata.normalize("NFC", path).casefold()
