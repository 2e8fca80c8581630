from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]

import pytest

from gcm_pipeline.mentions import names
from gcm_pipeline.mentions.grammar import Sniffer, grammar
from gcm_pipeline.mentions.patterns import LANGUAGES


def patterns_of(code: str) -> list[re.Pattern[str]]:
    values = vars(grammar(code)).values()
    return [value.expression if isinstance(value, Sniffer) else value for value in values if hasattr(value, "finditer")]


def repetitions(tree: object) -> list[int]:
    """The upper bounds of all repetitions of an expression."""
    if isinstance(tree, _parser.SubPattern | list | tuple):
        items = list(tree)
        own = [items[1][1]] if items and items[0] in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) else []
        return own + [bound for item in items for bound in repetitions(item)]
    return []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_repetition_is_bounded(code: str) -> None:
    expressions = patterns_of(code)
    assert len(expressions) > 8
    for expression in [*expressions, *(name.expression for name in names.names())]:
        assert max(repetitions(_parser.parse(expression.pattern)), default=0) <= 100


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_number_word_is_its_number(code: str) -> None:
    language = grammar(code)
    for expression, numbered in (
        (language.number_word, language.words.number_words),
        (language.ordinal, language.words.ordinals),
    ):
        for number, words in numbered.items():
            for word in words:
                folded = names.fold(word).text.replace("*", "")
                found = expression.fullmatch(folded)
                assert found is not None, word
                assert found.lastgroup == f"n{number}", word
