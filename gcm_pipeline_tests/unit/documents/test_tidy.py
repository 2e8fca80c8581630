"""Characters and white space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcm_pipeline.documents.tidy import tidy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("of\ufb01ce", "office"),
        ("\ufe94\ufef4\ufee8", "ةين"),
        ("e\u0301", "é"),
        ("migra\u00ad\ntion", "migration"),
        ("a\u00a0\u2003 b \r\n\r\n\r\n\r\n c\t", "a b\n\nc"),
        ("a\0\x0b\u200fb\ud800", "a\nb"),
        ("می\u200cشود", "می\u200cشود"),
    ],
)
def test_tidy(text: str, expected: str) -> None:
    assert tidy(text) == expected


@given(st.text(max_size=50))
def test_tidy_text_stays_as_it_is_and_can_be_stored(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\0" not in once
    once.encode("utf-8")
