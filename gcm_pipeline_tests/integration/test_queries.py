"""The worked questions for analysts, asked of the shipped example as an analyst would."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gcm_pipeline.marts import relations
from gcm_pipeline_tests.integration.conftest import Shipped

QUERIES = sorted(relations.SQL.glob("queries/*.sql"))
HEADER = re.compile(r"-- Question: .+\?\n(-- .+\n)*-- How to read: .+\n(-- .+\n)*-- Grain: one row .+\.\n(?!--)")


def test_there_are_at_least_twelve() -> None:
    assert len(QUERIES) >= 12


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_worked_question_says_what_it_asks_and_finds_an_answer(query: Path, shipped: Shipped) -> None:
    text = query.read_text(encoding="utf-8")
    assert HEADER.match(text), "question, how to read, grain"
    assert "order by" in text, "the same rows in the same order every time"
    said = shipped.place.call("query", "--format", "json", "--", text)  # it begins with a comment
    assert said.code == 0, said.err
    assert json.loads(said.out)


def test_it_would_be_noticed_if_there_were_no_answer(shipped: Shipped) -> None:
    said = shipped.place.call("query", "select 1 as one where false", "--format", "json")
    assert json.loads(said.out) == []
