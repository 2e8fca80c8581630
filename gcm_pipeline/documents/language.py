"""The language of a text.

Belongs here: detection. Does not belong here: which languages mentions are searched in (mentions/).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENOUGH = 40
"""Bytes of letters in UTF-8 below which any answer would be a guess: seven words, or a dozen characters of Chinese."""
SURE = 0.8
_LOOKED_AT = 2_000
_NO_LETTERS = re.compile(r"[\s0-9!-/:-@\[-`{-~]+")
_NO_LANGUAGE = "zxx"
_LANGUAGES = Path(__file__).with_name("languages.yml")


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language of ``text``; None when it has too few letters or could as well be another."""
    words = _NO_LETTERS.sub(" ", text[:_LOOKED_AT]).strip()
    if len(words.encode()) < ENOUGH:
        return None
    language, probability = identifier().classify(words)
    return language if probability >= SURE and language != _NO_LANGUAGE else None


@cache
def identifier() -> LanguageIdentifier:
    """py3langid's own model, which takes about a second to load."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    loaded.set_languages(yaml.safe_load(_LANGUAGES.read_text(encoding="utf-8"))["languages"])
    return loaded
