from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.text import clean, fold


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("plain", "plain"),
        ("  two\u00a0 words\t", "two words"),
        ("a\x00b\x07c\u200b", "abc"),
        ("line\r\nbreak", "line break"),
        ("cafe\u0301", "café"),
        ("thin\u202fspace", "thin space"),
        ("<b>HTML</b> stays", "<b>HTML</b> stays"),
        (" \u00a0\t", None),
        ("", None),
        (None, None),
    ],
)
def test_clean(raw: str | None, tidy: str | None) -> None:
    assert clean(pa.array([raw], pa.string())).to_pylist() == [tidy]


def test_clean_keeps_the_lines_of_a_list() -> None:
    assert clean(pa.array(["; a \u00a0b\r\nc,\n"]), lines=True).to_pylist() == ["a b\nc"]


@given(st.lists(st.text()))
@settings(max_examples=60, deadline=None)
def test_clean_is_done_after_once(raw: list[str]) -> None:
    once = clean(pa.array([text.encode("utf-8", "ignore").decode() for text in raw], pa.string()))
    assert clean(once).equals(once)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_fold_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_fold() -> None:
    assert fold("Éradiquer – d’ABORD") == "eradiquer - d'abord"
