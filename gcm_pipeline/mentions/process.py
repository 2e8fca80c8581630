"""Which process a review belongs to: the GCM's, or the SDGs' (HLPF).

Belongs here: weighing the words of a whole document.
Does not belong here: the words (data/reference/mentions/process.yml).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from gcm_pipeline.mentions import patterns
from gcm_pipeline.mentions.folding import fold
from gcm_pipeline.mentions.grammar import union

Name = Literal["GCM", "HLPF"]


def detect(text: str) -> Name | None:
    """The process that ``text``, a whole document, speaks of most; None when it leads by too little to say."""
    words = patterns.processes()
    points: dict[str, int] = {"GCM": 0, "HLPF": 0}
    for match in _expression().finditer(fold(text).text):
        process, _, kind = str(match.lastgroup).partition("_")
        weight = words.weights["named" if kind == "named" else "words"]
        opening = words.weights["opening"] if match.start() < words.opening_characters else 1
        points[process] += weight * opening
    gcm, hlpf = points["GCM"], points["HLPF"]
    if max(gcm, hlpf) < words.minimum or max(gcm, hlpf) < words.lead * min(gcm, hlpf):
        return None
    return "GCM" if gcm > hlpf else "HLPF"


@cache
def _expression() -> re.Pattern[str]:
    """The words of both processes, those of the GCM first: "GCM voluntary national review" is no SDG review."""
    words = patterns.processes()
    groups = {
        "GCM_named": words.GCM.named,
        "HLPF_named": words.HLPF.named,
        "GCM_words": words.GCM.words,
        "HLPF_words": words.HLPF.words,
    }
    parts = [f"(?P<{group}>{_union(phrases)})" for group, phrases in groups.items()]
    return re.compile("|".join(parts))


def _union(phrases: patterns.Words) -> str:
    """Any of ``phrases``, each by the rules of its script."""
    kinds: dict[str, list[str]] = {}
    for phrase in phrases:
        kinds.setdefault(_script(phrase), []).append(phrase)
    return "|".join(union(kind, patterns.language(script)) for script, kind in kinds.items())


def _script(phrase: str) -> str:
    """A language that writes as ``phrase`` is written: Chinese, Arabic, or with spaces and no prefixes."""
    if any("\u4e00" <= sign <= "\u9fff" for sign in phrase):
        return "zh"
    return "ar" if any("\u0600" <= sign <= "\u06ff" for sign in phrase) else "en"
