"""What surrounds a reference: names of the GCM, the SDGs, other plans.

Belongs here: whether a reference is to the GCM, and how near its name stands. Does not belong here: numbers, titles.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import Final

from gcm_pipeline.mentions.folding import Folded
from gcm_pipeline.mentions.grammar import Grammar

NEAR: Final = 200  # characters: about a sentence to either side
_LOOKBACK = 80
_CROWD = 3  # bare names of the SDGs that make a page one about them
_JUST_BEFORE = re.compile(r"(?:'s)?[\s(),:.\[|*\"》的-]{0,4}\Z")
_SENTENCE_END = re.compile(r"[.;!?;](?=\s|\Z|[^\x00-\x7f])|\n\s{0,4}\n")
_CITED = re.compile(r"\s?[:)\]]|\s-\s|\s{0,4}\Z")  # Vision, Objective 9: …
_OWN_NUMBER = re.compile(r"\s{0,2}(?:target\s|-\s?)?\d{1,2}(?!\d)")


class Context:
    """The surroundings of every place of one page, by the words of one language."""

    def __init__(self, page: Folded, grammar: Grammar) -> None:
        self._text, self._grammar = page.text, grammar

    @cached_property
    def _cues(self) -> list[re.Match[str]]:
        return list(self._grammar.cue.finditer(self._text))

    @cached_property
    def _gcm(self) -> list[tuple[int, int]]:
        return [cue.span() for cue in self._cues if cue["gcm"]]

    @cached_property
    def _bare_sdg(self) -> list[int]:
        """Where the SDGs are named as such, not one of them by its number."""
        return [cue.start() for cue in self._cues if cue["sdg"] and not _OWN_NUMBER.match(self._text, cue.end())]

    def names_gcm(self) -> bool:
        """Whether the page names the GCM at all."""
        return bool(self._gcm)

    def near_gcm(self, start: int, end: int, reach: int = NEAR) -> bool:
        """Whether the GCM is named within ``reach`` characters of the place from ``start`` to ``end``."""
        return self._gcm_between(start - reach, end + reach)

    def _gcm_between(self, start: int, end: int) -> bool:
        first = bisect_left(self._gcm, (start, 0))
        return first < len(self._gcm) and self._gcm[first][0] < end

    def of_gcm(self, start: int, end: int) -> bool:
        """Whether a name of the GCM stands right before (GCM Objective 7) or after (objective 7 of the GCM)."""
        following = bisect_left(self._gcm, (start, 0))
        if following and _JUST_BEFORE.fullmatch(self._text, self._gcm[following - 1][1], start):
            return True
        link = self._grammar.link.match(self._text, end)
        return link is not None and self._gcm_between(link.end(), link.end() + 1)

    def foreign(self, start: int, end: int) -> bool:
        """Whether the reference from ``start`` to ``end`` is to the SDGs or to another plan."""
        if self.of_gcm(start, end):
            return False
        if self._grammar.foreign_before.search(self._text, max(start - _LOOKBACK, 0), start) or self._named(start, end):
            return True
        owner = self._grammar.foreign.match(self._text, end)
        if owner and not self._gcm_between(end, owner.end()):
            return True
        return self._grammar.words.shared_with_sdg and self._about_sdg(start, end)

    def _named(self, start: int, end: int) -> bool:
        """Whether another plan, named just before, owns the reference: "the policy, whose …", "Vision 2040, …"."""
        first = max(start - _LOOKBACK, 0)
        relative = self._grammar.relative.search(self._text, first, start)
        if relative and self._owns(relative, start):
            return True
        resumed = self._grammar.resumed.search(self._text, first, start)
        if resumed and not self._gcm_between(resumed.start(), start):
            return True
        dated = self._grammar.dated.search(self._text, first, start)
        if not dated or not self._owns(dated, start):
            return False
        return not dated["comma"] or _CITED.match(self._text, end) is not None

    def _owns(self, plan: re.Match[str], start: int) -> bool:
        """Whether neither the GCM nor other objectives stand between ``plan`` and the reference at ``start``."""
        if self._gcm_between(plan.start(), start):
            return False
        return not any(self._grammar.word.finditer(plan[0]))

    def _about_sdg(self, start: int, end: int) -> bool:
        """Where the SDGs go by the same word: whether the sentence up to here, or the whole page, is about them."""
        if not self._gcm and len(self._bare_sdg) >= _CROWD:
            return True
        sentence = start - _LOOKBACK
        for full_stop in _SENTENCE_END.finditer(self._text, max(sentence, 0), start):
            sentence = full_stop.end()
        first = bisect_left(self._bare_sdg, sentence)
        named = first < len(self._bare_sdg) and self._bare_sdg[first] < start
        return named and not self._gcm_between(sentence, end + _LOOKBACK)
