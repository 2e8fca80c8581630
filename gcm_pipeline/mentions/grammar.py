"""The expressions of one language, made from its words.

Belongs here: how words become expressions; every repetition in them is bounded, so that a search stays linear.
Does not belong here: the words (data/reference/mentions), and what a match means (references, context).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from gcm_pipeline.mentions import patterns
from gcm_pipeline.mentions.folding import LETTER, fold

REACH = 4  # the most letters written together with the beginning of a word: two prefixes and the article
_ALNUM = r"[^\W_]"
_DIGITS = r"(?<!\d)\d{1,2}(?!\d)"
_SEPARATOR = r"\s{0,4}[,;/|&、]{1,2}\s{0,4}"
_NEVER = r"(?!)"
_LETTERED = ("en", "fr", "es", "pt", "ru")  # where I is written, or read by OCR, for the digit 1


@dataclass(frozen=True)
class Grammar:
    """The expressions of a language, for folded text."""

    words: patterns.Language
    head: Sniffer  # the objective word up to the first number: groups plural, compact, owner, between
    word: Sniffer  # the objective word alone
    number: re.Pattern[str]
    again: re.Pattern[str]  # a further number of a list
    until: re.Pattern[str]  # the end of a range
    ending: re.Pattern[str]  # what is written together with a number: 5.º, 5-й
    number_word: re.Pattern[str]  # which number a word is: its group is n and the number
    follower: re.Pattern[str]  # a word that may follow a number
    unit: re.Pattern[str]
    counted: re.Pattern[str]  # a noun that the number before it counts: Цели 12 консульств
    recount: re.Pattern[str]  # from a count to another objective: Objective 5, four to Objective 9
    ordinals: re.Pattern[str]  # ordinals at the end of what stands before the objective word
    ordinal: re.Pattern[str]  # which number an ordinal is, in the same way
    first: re.Pattern[str] | None  # 第7项目标: groups earlier, numbers
    items: re.Pattern[str]  # each number of the group earlier, whole: 第五项
    cue: Sniffer  # names of the GCM and of the SDGs: groups gcm, sdg
    link: re.Pattern[str]  # from a number to a name of the GCM
    foreign: re.Pattern[str]  # from a number to another plan or the SDGs
    foreign_before: re.Pattern[str]  # at the end of what stands before the objective word
    relative: re.Pattern[str]  # from another plan to a relative word: the policy, whose
    resumed: re.Pattern[str]  # another compact and its objectives: the Compact on Refugees has objectives;
    dated: re.Pattern[str]  # another plan with its year, or a comma (group comma): Vision 2040,


def union(words: Iterable[str], language: patterns.Language, *, start: bool = True, end: bool = True) -> str:
    """Any of ``words``, the longest first, as an expression for folded text; without words, one that never matches.

    It begins and ends at a border of a word, unless told otherwise. The borders stand outside the alternatives: they
    are looked at once for each place, which makes a search five times as fast.
    """
    kinds: dict[tuple[bool, bool], list[str]] = {}
    for word in sorted({fold(word).text for word in words if word}, key=lambda word: (-len(word), word)):
        borders = (start and word[0].isalnum(), end and (word[-1].isalpha() or word[-1] == "*"))
        kinds.setdefault(borders if language.spaced else (False, False), []).append(word)
    return "|".join(_bordered(kind, language, *borders) for borders, kind in kinds.items()) or _NEVER


def _bordered(words: list[str], language: patterns.Language, start: bool, end: bool) -> str:
    bodies = [_body(word, language) for word in words]
    if start and language.prefixes:
        bodies += [f"(?<=ل){body[1:]}" for body in bodies if body.startswith("ال")]  # for + the: لل
    attached = f"[{''.join(language.prefixes)}]{{0,2}}" if start and language.prefixes else ""
    before, after = rf"(?<!{_ALNUM})" if start else "", rf"(?!{LETTER})" if end else ""
    return f"{before}{attached}(?:{'|'.join(bodies)}){after}"


def _body(folded: str, language: patterns.Language) -> str:
    return ("" if language.spaced else r"\s?").join(map(_sign, folded))


def _sign(sign: str) -> str:
    if sign == "*":
        return rf"{LETTER}{{0,6}}"
    if sign == " ":
        return r"\s{1,4}"
    return r"[\s-]{1,2}" if sign == "-" else re.escape(sign)


def _stems(words: Iterable[str], language: patterns.Language) -> tuple[str, ...]:
    """The beginnings of ``words``: one of them stands wherever one of the words does, at most REACH signs on."""
    starts = {re.split(r"[*\s-]", fold(word).text)[0] for word in words}
    starts = {start.removeprefix("ال") if language.prefixes else start for start in starts}
    if not language.spaced:
        starts = {start[0] for start in starts}
    return tuple(sorted(one for one in starts if not any(other in one for other in starts - {one})))


class Sniffer:
    """An expression that is tried only where a stem of its words stands: a plain search finds those at once."""

    def __init__(self, words: Iterable[str], language: patterns.Language, expression: str) -> None:
        self.expression = re.compile(expression)
        self._stems = re.compile("|".join(map(re.escape, _stems(words, language))) or _NEVER)
        self._reach = REACH if language.prefixes else 0

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches of the expression in ``text``, as ``re.finditer`` gives them."""
        end = 0
        for stem in self._stems.finditer(text):
            for place in range(max(stem.start() - self._reach, end), stem.start() + 1):
                if place >= end and (found := self.expression.match(text, place)):
                    end = found.end()
                    yield found
                    break


@cache
def grammar(code: str) -> Grammar:
    """The expressions of language ``code`` (one of patterns.LANGUAGES)."""
    words = patterns.language(code)
    number = _number(words)
    markers = rf"(?:(?:{union(words.number_markers, words, end=False)})[\s.:]{{0,3}})?"
    plural, singular = union(words.plural, words), union(words.singular, words)
    compact = union(words.compact, words)
    adjective, links = rf"(?:{LETTER}{{1,20}}\s{{1,3}})?", rf"(?:(?:{union(words.gcm_links, words)})\s{{1,3}})?"
    owner = rf"(?P<owner>\s{{1,3}}{adjective}{links}(?:{union(words.gcm, words)})\)?)?"
    between = (
        rf"(?:\s?\((?:s|es|x|и|{plural})\))?(?:-(?=\d))?{owner}[\s*_]{{0,6}}[:=|(\[]{{0,2}}[\s*_|]{{0,6}}"
        rf"{markers}"
        rf"(?P<opener>(?:{union(words.range_openers, words)})\s{{1,3}})?(?:(?:{compact})[\s-]{{1,2}})?{markers}"
    )
    again = rf"(?:{_SEPARATOR}(?:{_joiner(words)})?|{_joiner(words)}){markers}"
    # The objective word may stand again at the end of a range: 目标五至目标八, de l'objectif 5 à l'objectif 8.
    head_again = rf"(?P<head>(?:{LETTER}{{1,3}}['\s]\s?)?(?:{plural}|{singular})\s{{0,3}})?"
    range_words = rf"\s{{0,3}}(?:{union(words.range_words, words)})\s{{0,3}}{head_again}"
    return Grammar(
        words=words,
        head=Sniffer(
            (*words.singular, *words.plural, *words.compact),
            words,
            rf"(?:(?P<plural>{plural})|(?:{singular}))(?P<between>{between})(?={number})"
            rf"|(?P<compact>{compact})(?P<hyphen>\s?-\s?|\s)(?={_DIGITS})",
        ),
        word=Sniffer((*words.singular, *words.plural), words, f"{plural}|{singular}"),
        number=re.compile(number),
        again=re.compile(again + f"(?P<number>{number})"),
        until=re.compile(rf"(?:\s{{0,3}}-{{1,2}}\s{{0,3}}|{range_words}){markers}(?P<number>{number})"),
        ending=_ending(words),
        number_word=_which(words.number_words, words),
        follower=re.compile(union(words.follows_number, words)),
        unit=re.compile(rf"\s{{0,2}}(?:{union(words.units, words)})"),
        counted=_counted(words),
        recount=_recount(words, number),
        ordinals=_ordinals(words),
        ordinal=_which(words.ordinals, words),
        first=_first(words, singular),
        items=_items(words),
        cue=Sniffer(
            (*words.gcm, *words.not_gcm, *words.sdg),
            words,
            rf"(?:{union(words.not_gcm, words)})|(?P<gcm>{union(words.gcm, words)})|(?P<sdg>{union(words.sdg, words)})",
        ),
        link=re.compile(rf"[\s(,]{{0,3}}(?:{union(words.gcm_links, words)})?[\s(\"《]{{0,3}}"),
        foreign=_foreign(words),
        foreign_before=_foreign_before(words),
        relative=_relative(words),
        resumed=_resumed(words),
        dated=_dated(words),
    )


def _number(words: patterns.Language) -> str:
    letter = r"[il]\d?(?![^\W_]|')" if words.language in _LETTERED else _NEVER
    return rf"(?:{_DIGITS}|{letter}|{union(_all(words.number_words), words, start=False)})"


def _ending(words: patterns.Language) -> re.Pattern[str]:
    endings = "|".join(re.escape(fold(word).text) for word in words.number_endings) or _NEVER
    return re.compile(rf"(?:{endings})(?!{LETTER})")


def _joiner(words: patterns.Language) -> str:
    free = [word for word in words.joiners if word not in words.attached_joiners]
    attached = "".join(rf"|\s{{0,4}}{fold(word).text}\s{{0,3}}" for word in words.attached_joiners)
    return rf"(?:\s{{0,4}}(?:{union(free, words)})\s{{0,4}}{attached})"


def _ordinals(words: patterns.Language) -> re.Pattern[str]:
    one = f"(?:{union(_all(words.ordinals), words)})"
    return re.compile(rf"{one}(?:{_SEPARATOR}{one}|{_joiner(words)}{one}){{0,6}}\s{{1,4}}\Z")


def _first(words: patterns.Language, head: str) -> re.Pattern[str] | None:
    if not words.number_first:
        return None
    opening = union(words.number_first.opening, words)
    classifiers = union(words.number_first.classifiers, words)
    signs = _signs(words)
    joiners = "".join(sorted(set("".join([*words.joiners, *words.range_words]))))
    numbers = rf"[\d{signs}{joiners},\s-]{{1,40}}?"
    earlier = (
        rf"(?P<earlier>(?:(?:{opening})\s?[\d{signs}]{{1,3}}\s?(?:{classifiers})\s?[{joiners},]{{1,2}}\s?){{0,9}})"
    )
    return re.compile(rf"{earlier}(?:{opening})\s?(?P<numbers>{numbers})\s?(?:{classifiers})?\s?(?:{head})")


def _items(words: patterns.Language) -> re.Pattern[str]:
    opening = union(words.number_first.opening if words.number_first else (), words)
    return re.compile(rf"(?:{opening})\s?([\d{_signs(words)}]{{1,3}})")


def _signs(words: patterns.Language) -> str:
    """The signs of which number words are made, for a set of signs."""
    return re.escape("".join(sorted(set("".join(_all(words.number_words))))))


def _foreign(words: patterns.Language) -> re.Pattern[str]:
    """An objective's owner after its number: "of the national plan", "устойчивого развития", "(SDG)".

    What is named like the GCM and is not it, such as the Global Compact on Refugees, owns objectives too.
    """
    links = [link for link in words.owner_links if link]
    sdg = rf"(?:{union(words.sdg, words)})(?!\s{{0,2}}\d)"
    owner = rf"(?:{sdg}|{union((*words.other_plans, *words.not_gcm), words)})"
    gap = r"[^.;:,()\n]{0,60}?(?:\n[^.;:,()\n]{0,30}?)?"
    adjective = rf"{LETTER}{{1,25}}?(?:{union(words.adjective_endings, words, start=False)})"
    direct = rf"|(?:\s{{1,3}}{adjective}){{0,3}}\s{{1,3}}{owner}" if "" in words.owner_links else ""
    only_like = f"(?!{union(words.not_links, words)})"
    return re.compile(rf"\s{{0,3}}{only_like}(?:{union(links, words)}){gap}{owner}|\s?\(\s?{sdg}{direct}")


def _foreign_before(words: patterns.Language) -> re.Pattern[str]:
    sdg = rf"(?:{union(words.sdg, words)})(?:'s)?[ \t(:\"》的]{{0,3}}"
    plans = words.other_plans if words.plan_before else ()
    plan = rf"(?:{union((*plans, *words.not_gcm), words)})(?:'s)?[ \t\"》的-]{{0,3}}"
    other = rf"(?:{union(words.not_before, words)})[\s-]{{0,2}}"
    return re.compile(rf"(?:{sdg}|{plan}|{other})\Z")


def _relative(words: patterns.Language) -> re.Pattern[str]:
    """Another plan, then a word that makes it the owner of what follows: "the Diaspora Policy, whose"."""
    plan = union((*words.other_plans, *words.not_gcm), words)
    return re.compile(
        rf"(?:{plan})[^.\n]{{0,60}}?(?:{union(words.relative, words)})\s{{0,3}}(?:{LETTER}{{1,2}}['\s]\s?)?\Z"
    )


def _resumed(words: patterns.Language) -> re.Pattern[str]:
    head = union((*words.plural, *words.singular), words)
    return re.compile(rf"(?:{union(words.not_gcm, words)})[^.\n]{{0,40}}?(?:{head})[^.\n]{{0,30}}\Z")


def _dated(words: patterns.Language) -> re.Pattern[str]:
    """The name of another plan, with its years, as it stands before the objective word: "Vision 2040,"."""
    plan = union((*words.other_plans, *words.not_gcm), words)
    dates = union(words.date_words, words)
    further = rf"(?:[\s-]{{1,2}}(?:d'|l')?(?!(?:{dates})(?!{LETTER})){LETTER}{{1,20}}){{0,5}}" if words.spaced else ""
    space = r"\s" if words.spaced else r"\s?"
    years = rf"[\s(]{{0,3}}(?:19|20)\d\d(?:\s?[-/]\s?\d{{2,4}})?\)?(?:\s{LETTER}{{1,5}})?"
    return re.compile(rf"(?:{plan})(?:{further}{years}[\s,:\"-]{{1,4}}|(?P<comma>[\"》]?,{space}))\Z")


def _recount(words: patterns.Language, number: str) -> re.Pattern[str]:
    head = union((*words.plural, *words.singular), words)
    between = rf"[ \t-]{{1,4}}(?!{_joiner(words)})(?:{LETTER}{{1,12}}['\s]{{1,2}}){{0,3}}"
    return re.compile(rf"{between}(?:{head})\s{{1,3}}{number}" if words.spaced else _NEVER)


def _counted(words: patterns.Language) -> re.Pattern[str]:
    endings = "|".join(fold(word).text for word in words.count_endings) or _NEVER
    return re.compile(rf"\s{{1,2}}(?!ال)(?={LETTER}{{3,25}}(?!{LETTER})){LETTER}{{1,24}}?(?:{endings})(?!{LETTER})")


def _all(numbered: patterns.Numbered) -> list[str]:
    return [word for words in numbered.values() for word in words]


def _which(numbered: patterns.Numbered, words: patterns.Language) -> re.Pattern[str]:
    """From the greatest number down, so that twenty-one is not read as one."""
    groups = (
        f"(?P<n{number}>{union(numbered[number], words, start=False)})" for number in sorted(numbered, reverse=True)
    )
    return re.compile("|".join(groups) or _NEVER)
