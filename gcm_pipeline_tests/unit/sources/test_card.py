from __future__ import annotations

import dataclasses

import pytest

from gcm_pipeline.errors import UsageError
from gcm_pipeline.sources.card import Card, cards, load_card, parse_card

MINIMAL = """
title: t
publisher: p
licence: l
description: d
frames:
  rows:
    patterns: ["*.csv"]
    description: d
    bounds: {minimum_rows: 1, reason: r}
"""


@pytest.mark.parametrize("source", cards())
def test_every_card_is_valid(source: str) -> None:
    assert load_card(source).source == source


def test_cards_are_sorted_and_hold_prima() -> None:
    assert "prima" in cards()
    assert cards() == sorted(cards())


def test_optional_keys_have_empty_defaults() -> None:
    card = parse_card("x", MINIMAL)
    frame = card.frames["rows"]
    assert (card.url, dict(frame.fields), frame.ignored, frame.bounds.maximum_rows) == (None, {}, (), None)


def test_a_card_is_frozen(card: Card) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        card.title = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (MINIMAL.replace("title: t", ""), "title"),
        (MINIMAL + "colour: blue", "colour"),
        (MINIMAL.replace("minimum_rows: 1", "minimum_rows: -1"), "frames.rows.bounds.minimum_rows"),
        (MINIMAL.replace("minimum_rows: 1, reason: r", "minimum_rows: 1"), "frames.rows.bounds.reason"),
        (MINIMAL + "    fields: {a: {headers: [A]}}", "fields.a.description"),
        (MINIMAL + "    fields: {a: {headers: [], description: d}}", "fields.a.headers"),
        (
            MINIMAL + "    fields: {a: {headers: [A b], description: d}, c: {headers: [a-B], description: d}}",
            "two things: ab",
        ),
        (MINIMAL.partition("  rows")[0] + "  {}", "frames"),
        ("title: [", "YAML"),
        ("just text", "mapping"),
    ],
)
def test_errors_name_the_card_and_the_key(text: str, named: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_card("x", text)
    assert "x.yml" in str(error.value)
    assert named in str(error.value)


def test_unknown_source_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="prima"):
        load_card("../prima")


@pytest.mark.parametrize(
    ("name", "accepted"), [("prima/a/Export.CSV", True), ("prima/export.xlsx", False), ("csv", False)]
)
def test_patterns_look_at_the_name_only(name: str, accepted: bool) -> None:
    assert parse_card("x", MINIMAL).accepts(name) is accepted


@pytest.mark.parametrize(("name", "frame"), [("shelf/Readers 2020.csv", "readers"), ("a.csv", "rows"), ("a.pdf", None)])
def test_a_file_belongs_to_the_first_frame_whose_pattern_it_fits(card: Card, name: str, frame: str | None) -> None:
    assert card.frame_of(name) == frame
