from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.mentions.finder import Mention, find
from gcm_pipeline.mentions.found import METHODS
from gcm_pipeline.mentions.patterns import LANGUAGES

CODES = st.sampled_from([*LANGUAGES, "de", None])
# Signs and words that make references, so that random texts come near them.
PIECES = [
    "objective",
    "Objectives ",
    "objectifs ",
    "objetivo ",
    "цели ",
    "目标",
    "الهدف ",
    " and ",
    " et ",
    ", ",
    "; ",
    "-",
]
PIECES += [
    " to ",
    "7",
    "12",
    "23",
    "24",
    "٧",
    "七",
    "I",
    ".",
    ":",
    "(",
    ")",
    "\n",
    "\u00ad",
    "ﻻ",
    " of the ",
    "GCM",
    "SDG",
]
PIECES += ["7 - Reduce vulnerabilities", "national plan", " ", "é", "İ", "𝟕"]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def numbers(text: str, language: str | None = "en") -> list[int]:
    return [one.objective_no for one in find(text, language) if one.method == "reference"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Objective 7", [7]),
        ("OBJECTIVES 2, 5, 6, 12 AND 18", [2, 5, 6, 12, 18]),
        ("Objectives 9,\nand 10", [9, 10]),
        ("Objec-\r\ntive\u00a07", [7]),
        ("ob\u00adjectives 1\u20133", [1, 2, 3]),
        ("Objective 7", [7]),
        ("objective 7¹²", [7]),
        ("Objectives 7 and Objective 1", [1, 7]),
        ("GCM objectives\t|\t9\t|\t10", [9, 10]),
        ("GCM Objective I. The Alliance", [1]),
        ("Objective l2", [12]),
        ("Objectives I, II and III of the law", []),
        ("Objective 24", []),
        ("Objective 0", []),
        ("Objective 007", []),
        ("Objective 7b", []),
        ("Objective 9/11/2001", []),
        ("objectives 22 to 25", []),
        ("objectives 9, 10 and 64 interviews", [9, 10]),
        ("Objective 9 and 10 officers", [9]),
        ("Objectives\t13\n", []),
        ("GCM Objectives\t13\n", [13]),
        ("Objectives of the Global Compact: 4; 8", [4, 8]),
        ("National Plan adopted (objective 10)", [10]),
        ("Objective 8 (SDG)", []),
        ("Objective 7 (SDG 8)", [7]),
        ("The GCM 7 years later", []),
    ],
)
def test_references(text: str, expected: list[int]) -> None:
    assert sorted(numbers(text)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ﺍﻷﻫﺪﺍﻑ 9 ﻭ10", "ar", [9, 10]),  # presentation forms, as some PDFs hold them
        ("目\n标7", "zh", [7]),
        ("Цѐль 7 и цель 9", "ru", [7, 9]),
        ("Ziel 7 und Objective 9", "de", [9]),
        ("Objectif 7, Objetivo 9, цель 10, 目标11", None, [7, 9, 10, 11]),
        ("Les ODD, les ODD et encore les ODD.\n\nObjectif 7", "fr", []),
    ],
)
def test_scripts_and_languages(text: str, language: str | None, expected: list[int]) -> None:
    assert sorted(numbers(text, language)) == expected


def test_a_mention_says_where_and_how_sure() -> None:
    text = "word " * 60 + "\n\nUnder the  GCM, Objec-\ntive   I." + " more" * 60
    (mention,) = find(text, "en")
    assert (mention.objective_no, mention.method, text[mention.start :][:5]) == (1, "reference", "Objec")
    assert mention.confidence == 0.85
    assert 100 < len(mention.snippet) < 180
    assert "Under the GCM, Objec- tive I." in mention.snippet
    assert mention.snippet.startswith("word ")
    assert mention.snippet.endswith(" more")


def test_confidence_falls_with_the_distance_of_the_gcm() -> None:
    gap = " x" * 300
    sure = [find(text, "en")[0].confidence for text in ("GCM Objective 7", f"Objective 7{gap} GCM", "Objective 7")]
    assert sure == sorted(set(sure), reverse=True)


@given(TEXTS, CODES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str, language: str | None) -> None:
    mentions = find(text, language)
    assert mentions == sorted(mentions, key=lambda one: (one.start, one.objective_no, METHODS.index(one.method)))
    for one in mentions:
        assert isinstance(one, Mention)
        assert 1 <= one.objective_no <= 23
        assert 0 <= one.start < len(text)
        assert 0 < one.confidence <= 1
        assert one.snippet in re.sub(r"\s+", " ", text)


@given(
    st.lists(st.integers(1, 23), min_size=2, max_size=12, unique=True),
    st.sampled_from([("en", "objectives", "and"), ("fr", "objectifs", "et"), ("es", "objetivos", "y")]),
    st.sampled_from([", ", "; ", " / ", ",\n", " | "]),
)
@settings(deadline=None)
def test_a_list_is_read_back_whole(listed: list[int], words: tuple[str, str, str], separator: str) -> None:
    language, plural, joiner = words
    text = f"{plural} {separator.join(map(str, listed[:-1]))} {joiner} {listed[-1]}"
    assert sorted(numbers(text, language)) == sorted(listed)


@given(st.integers(1, 22).flatmap(lambda low: st.tuples(st.just(low), st.integers(low + 1, 23))))
@settings(deadline=None)
def test_a_range_is_read_back_whole(ends: tuple[int, int]) -> None:
    low, high = ends
    assert numbers(f"Objectives {low} to {high}") == list(range(low, high + 1))
    assert numbers(f"objetivos {low} a {high}", "pt") == list(range(low, high + 1))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Le premier objectif du Pacte", "fr", [1]),
        ("Le premier objectif du Pacte international", "fr", []),
        ("objectifs allant de 5 à 7", "fr", [5, 6, 7]),
        ("de l'objectif 5 à l'objectif 7", "fr", [5, 6, 7]),
        ("los objetivos 1, 2, así como el 23", "es", [1, 2, 23]),
        ("los objetivos 1 y 2 y el 10 de mayo", "es", [1, 2]),
        ("o objetivo 5.º do Pacto", "pt", [5]),
        ("Цели с 5-й по 7-ю", "ru", [5, 6, 7]),
        ("Цель (цели) ГДМ: 6", "ru", [6]),
        ("Цели 9 и 10", "ru", [9, 10]),
        ("目标五至目标七", "zh", [5, 6, 7]),
        ("目标5和18名官员", "zh", [5]),
        ("目标5和18都", "zh", [5, 18]),
        ("الهدف 2 من الميثاق العالمي بشأن اللاجئين", "ar", []),
    ],
)
def test_short_names_endings_and_repeated_words(text: str, language: str, expected: list[int]) -> None:
    assert numbers(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Two pledges concern Objective 3, five relate to Objective 12.", "en", [3, 12]),
        ("Objective 3, 12 and 14", "en", [3, 12, 14]),
        ("from Objective 5 to Objective 7 exist", "en", [5, 6, 7]),
        ("Desde o objetivo 5 ao objetivo 7 existem", "pt", [5, 6, 7]),
        ("the Skills Strategy, whose Objective 4 is met", "en", []),
        ("the Skills Strategy carries out the GCM, whose Objective 4 is met", "en", [4]),
        ("Le plan reprend des objectifs, dont l'objectif 7", "fr", [7]),
        ("Skills Strategy 2021-2025, Objective 4", "en", []),
        ("the plan adopted in 2021, Objective 4 is met", "en", [4]),
        ("Skills Strategy, Objective 4: courses", "en", []),
        ("Under the Skills Strategy, Objective 4 is met", "en", [4]),
        ("l'objectif de 15 équipes", "fr", []),
        ("objectifs de 15 à 17 du Pacte", "fr", [15, 16, 17]),
        ("Цели 12 министерств", "ru", []),
        ("Цели 12 способствуют", "ru", [12]),
        ("objective 3 of the Solidarity Fund", "en", []),
        ("The Global Compact on Refugees has four objectives; objective 2 is met", "en", []),
        ("The Global Compact on Refugees and the GCM have objectives; objective 2 is met", "en", [2]),
        ("Цель 4 Кампальской декларации", "ru", []),
        ("Цель 4 морского порта", "ru", [4]),
        ("Из 23 целей 10 обсуждались", "ru", []),
        ("《卫生规划》，目标6：诊所", "zh", []),
        ("第五项、第六项和第七项目标", "zh", [5, 6, 7]),
        ("第二十四项和第七项目标", "zh", []),
    ],
)
def test_counts_amounts_and_owners_named_before(text: str, language: str, expected: list[int]) -> None:
    assert numbers(text, language) == expected
