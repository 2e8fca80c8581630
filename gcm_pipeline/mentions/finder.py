"""All mentions of objectives in one text.

Belongs here: which words apply to a text, the mention as others see it, its snippet.
Does not belong here: each way of finding (references, names).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from gcm_pipeline.mentions import names, references
from gcm_pipeline.mentions.context import Context
from gcm_pipeline.mentions.folding import fold
from gcm_pipeline.mentions.found import METHODS, Found, Method
from gcm_pipeline.mentions.grammar import Grammar, grammar
from gcm_pipeline.mentions.patterns import LANGUAGES

_BEFORE, _AFTER = 60, 100  # characters of a snippet, before the mention and from it on
_FIRST_WORD, _LAST_WORD = re.compile(r"\A\S{0,20}\s"), re.compile(r"\s\S{0,20}\Z")


class Mention(NamedTuple):
    """An objective (1 to 23) that a text names.

    ``method`` is one of found.METHODS; ``snippet`` about 160 characters around, in one line; ``confidence`` from 0 to
    1, with its reason in confidence.yml; ``start`` the place of its first character in the text.
    """

    objective_no: int
    method: Method
    snippet: str
    confidence: float
    start: int


def find(text: str, language: str | None = None) -> list[Mention]:
    """The mentions in ``text``, in order of their place, then of objective and method; each once.

    ``language`` is the text's, ISO 639-1. English is always read beside it, for tables and quotations; with None, or a
    language that has no words here, all seven are.
    """
    page = fold(text)
    grammars = _grammars(language)
    contexts = [Context(page, one) for one in grammars]
    found: dict[tuple[int, int, str], Found] = {}
    for one, context in zip(grammars, contexts, strict=True):
        for reference in references.find(page, one, context):
            _keep(found, reference)
    for name in names.find(page, grammars, contexts):
        _keep(found, name)
    ordered = sorted(found.values(), key=lambda one: (one.start, one.objective_no, METHODS.index(one.method)))
    starts = [page.origin(one.start) for one in ordered]
    return [
        Mention(one.objective_no, one.method, _snippet(text, start), one.confidence, start)
        for one, start in zip(ordered, starts, strict=True)
    ]


@cache
def _grammars(language: str | None) -> tuple[Grammar, ...]:
    codes = dict.fromkeys((language, "en")) if language in LANGUAGES else dict.fromkeys(LANGUAGES)
    return tuple(grammar(code) for code in codes if code)


def _keep(found: dict[tuple[int, int, str], Found], new: Found) -> None:
    """The surer of two readings of one place, such as that in Spanish and that in Portuguese."""
    key = (new.start, new.objective_no, new.method)
    if key not in found or found[key].confidence < new.confidence:
        found[key] = new


def _snippet(text: str, start: int) -> str:
    first, last = max(start - _BEFORE, 0), min(start + _AFTER, len(text))
    before, after = text[first:start], text[start:last]
    if first and not text[first - 1].isspace():
        before = _FIRST_WORD.sub("", before, count=1)
    if last < len(text) and not text[last].isspace():
        after = _LAST_WORD.sub("", after, count=1)
    return " ".join((before + after).split())
