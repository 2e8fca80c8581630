"""Explicit references: Objective 7, objectives 2, 5 and 6, the seventh objective of the GCM, GCM-7, 第7项目标.

Belongs here: finding them with the words of one language. Does not belong here: titles and labels (names).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gcm_pipeline.mentions import numbers
from gcm_pipeline.mentions.context import Context
from gcm_pipeline.mentions.folding import Folded
from gcm_pipeline.mentions.found import Found
from gcm_pipeline.mentions.grammar import Grammar
from gcm_pipeline.mentions.numbers import Numbers
from gcm_pipeline.mentions.patterns import confidences

_ORDINAL_REACH = 80  # characters within which the GCM must be named
_ITEM = re.compile(r"\s{0,2}[.)]\s{1,4}[^\W\d_]")  # Objectives: 1. Train the staff
_LEADER = re.compile(r"\t|\s{3}")  # Objectives      13, in a table of contents
_COUNTED = re.compile(r"\d[ \t]\Z")
_LINE_END = re.compile(r"[ \t]{0,8}(?:\n|\Z)")


def find(page: Folded, grammar: Grammar, context: Context) -> Iterator[Found]:
    """Every objective that a reference on ``page`` names; its place is that of the objective word."""
    end = 0
    for head in grammar.head.finditer(page.text):
        if head.start() < end:
            continue  # the end of a range: objective 5 to objective 8
        # A language without a plural (Chinese) counts things by classifiers, which are units.
        plural = head["plural"] is not None or not grammar.words.plural
        listed = numbers.read(page, head.end(), grammar, plural=plural)
        if listed and _counts(page, head, listed, grammar, context):
            end = listed.end
            yield from _found(head.start(), listed, context, compact=head["compact"] is not None)
    yield from _by_ordinal(page, grammar, context)
    yield from _number_first(page, grammar, context)


def _counts(page: Folded, head: re.Match[str], listed: Numbers, grammar: Grammar, context: Context) -> bool:
    """Whether the numbers after ``head`` are objectives of the GCM, not items of a list, amounts or another plan's."""
    start, end, text = head.start(), listed.end, page.text
    if head["compact"]:
        return numbers.followed(page, end, grammar)
    if head["owner"]:
        return numbers.followed(page, end, grammar) and not _ITEM.match(text, end)
    if context.of_gcm(start, end):
        return True
    if context.foreign(start, end) or _amount(page, head, listed, grammar):
        return False
    between = head["between"]
    if ":" in between or "\n" in between or "=" in between:
        return not _ITEM.match(text, end) and numbers.followed(page, end, grammar)
    contents = head["plural"] and len(listed.values) == 1 and _LEADER.search(between)
    return not (contents and _LINE_END.match(text, end))


def _amount(page: Folded, head: re.Match[str], listed: Numbers, grammar: Grammar) -> bool:
    """Whether the number counts the noun after it: l'objectif de 15 équipes, Цели 12 консульств."""
    if numbers.followed(page, listed.end, grammar):
        return False
    single = len(listed.values) == 1
    if head["plural"] and single and _COUNTED.search(page.text, max(head.start() - 4, 0), head.start()):
        return True  # of 23 objectives 10 were discussed
    if head["opener"]:
        return single or not head["plural"]
    return single and head["plural"] is not None and grammar.counted.match(page.text, listed.end) is not None


def _by_ordinal(page: Folded, grammar: Grammar, context: Context) -> Iterator[Found]:
    for word in grammar.word.finditer(page.text) if grammar.words.ordinals else ():
        first, end = max(word.start() - _ORDINAL_REACH, 0), word.end()
        if not context.near_gcm(word.start(), end, _ORDINAL_REACH):
            continue
        ordinals = grammar.ordinals.search(page.text, first, word.start())
        if ordinals and not context.foreign(ordinals.start(), end):
            values = [numbers.which(one) for one in grammar.ordinal.finditer(ordinals[0])]
            yield from _found(ordinals.start(), Numbers(values, end, "words"), context)


def _number_first(page: Folded, grammar: Grammar, context: Context) -> Iterator[Found]:
    if not grammar.first:
        return
    for found in grammar.first.finditer(page.text):
        start, end = found.span()
        listed = numbers.read(page, found.start("numbers"), grammar, plural=True, counted=True)
        if listed and listed.end >= found.end("numbers") and not context.foreign(start, end):
            earlier = [numbers.value(one, grammar) for one in grammar.items.findall(found["earlier"])]
            if all(map(numbers.inside, earlier)):
                yield from _found(start, Numbers([*earlier, *listed.values], listed.end, listed.how), context)


def _found(start: int, listed: Numbers, context: Context, *, compact: bool = False) -> Iterator[Found]:
    values = confidences()
    if context.near_gcm(start, listed.end):
        sure = values.reference_beside_gcm
    else:
        sure = values.reference_on_gcm_page if context.names_gcm() else values.reference_alone
    how = {"words": values.words, "letter": values.letter_for_digit}.get(listed.how, sure)
    kind = values.compact if compact else how
    for number in dict.fromkeys(listed.values):
        yield Found(number, "reference", start, listed.end, min(kind.value, sure.value))
