from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcm_pipeline.mentions.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élan – “OUI”", 'elan - "oui"'),
        ("e\u0301te\u0301", "ete"),
        ("7・٧ ۷", "7・7 7"),
        ("Objec-\n  tive", "objective"),
        ("2020-\n2021", "2020-\n2021"),
        ("الأهـداف", "الاهداف"),
        ("a\u00a0b\u200bc", "a bc"),
        ("№ 7¹", "№ 7¹"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_only_edits_change_the_length() -> None:
    signs = "".join(chr(code) for code in range(sys.maxunicode) if not 0xD800 <= code < 0xE000)
    page = fold(signs)
    assert page.origin(len(page.text)) == len(signs)


@given(st.text(st.sampled_from("aZé\u0301\u00ad-\n ﬁﻻ7٧目İ")))
def test_the_way_back_leads_to_the_same_sign(text: str) -> None:
    page = fold(text)
    places = [page.origin(place) for place in range(len(page.text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)
    for place, sign in enumerate(page.text):
        if sign in "7目\n":
            assert fold(text[places[place]]).text == sign
