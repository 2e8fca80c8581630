"""How figures and the words of sources are said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from gcm_pipeline.reports import shapes, wording


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (0, "0"),
        (999, "999"),
        (1234, "1.23k"),
        (99_949, "99.9k"),
        (99_999, "100k"),
        (999_999, "1m"),
        (Decimal("716902656.48"), "717m"),
        (104_000, "104k"),
        (Decimal("2.5e9"), "2.5bn"),
    ],
)
def test_short_numbers_have_three_figures(value: float | None, said: str) -> None:
    assert wording.short(value) == said


def test_numbers_days_and_money() -> None:
    assert wording.number(1234567) == "1,234,567"
    assert wording.usd(Decimal("1234567.89")) == "USD 1,234,568"
    assert wording.usd_short(Decimal("12300000")) == "USD 12.3m"
    assert wording.percent(Decimal("27.6946")) == "27.7%"
    assert wording.day(date(2026, 11, 3)) == "3 November 2026"
    assert wording.moment(datetime(2026, 11, 3, 2, 5, tzinfo=UTC)) == "3 November 2026, 02:05 UTC"
    assert [wording.yes(value) for value in (True, False, None)] == ["yes", "no", "–"]


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_what_a_source_wrote_is_text_in_its_own_direction(text: str) -> None:
    parsed = html.fromstring(f"<div>{wording.said(text)}</div>")
    (isolated,) = parsed.iterfind("bdi")
    assert list(isolated) == []
    shown = isolated.text or ""
    assert shown.rstrip("…") in " ".join(text.translate(wording.CONTROL).split())
    assert not any(ord(letter) < 0x20 for letter in shown)


def test_a_long_text_is_cut_and_says_how_long_it_is() -> None:
    said = html.fromstring(f"<div>{wording.said('x' * 10_000)}</div>").text_content()
    assert said == "x" * wording.LONGEST + "… (cut: 10,000 characters)"


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://migrationnetwork.un.org/practice/a", "https://migrationnetwork.un.org/practice/a"),
        ("javascript:alert(1)", None),
        (" JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_linked(address: str | None, linked: str | None) -> None:
    assert wording.web(address) == linked


def test_lengths_shades_and_lines() -> None:
    assert [shapes.length(value, 200) for value in (None, 0, -5, 100, 200, 500, 0.001)] == [
        "0", "0", "0", "50", "100", "100", "0.4"
    ]  # fmt: skip
    assert [shapes.shade(value, 100) for value in (0, 1, 25, 99, 100)] == [0, 1, 3, 6, 6]
    assert shapes.shade(5, 0) == 0
    assert shapes.line([0, 5, 10], 10) == "M0.0 30.0L50.0 15.0L100.0 0.0"
    assert shapes.line([5], 10) == "M0.0 15.0L100.0 15.0"
    assert shapes.line([], 10) == shapes.line([0], 0) == ""
    assert shapes.highest([None, 3, Decimal(4)]) == 4
    assert shapes.highest([]) == 0
