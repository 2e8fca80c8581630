"""The seed document as an exercise: its sections say which objectives they treat."""

from __future__ import annotations

import re

import pytest

from gcm_pipeline.mentions import process
from gcm_pipeline.mentions.finder import find
from gcm_pipeline.reference import ROOT

SEED = sorted((ROOT.parent / "shared" / "seed").glob("*.txt"))
pytestmark = pytest.mark.skipif(not SEED, reason="the seed document is not beside the repository")

SECTIONS = {
    "2.1": {2, 5, 6, 12, 18},
    "2.2": {4, 8, 9, 10, 11, 13, 21},
    "2.3": {14, 15, 16, 19, 20, 22},
    "2.4": {1, 3, 7, 17, 23},
}
ELSEWHERE = {"2.1": set(), "2.2": set(), "2.3": {7, 8, 23}, "2.4": {15, 21}}  # named in another cluster's section


def seed() -> str:
    return SEED[0].read_text("utf-8")


def section(number: str) -> str:
    body = seed()[seed().index("INTRODUCTION\n\n") :]
    start = re.search(rf"^{re.escape(number)}\. CLUSTER", body, re.MULTILINE)
    assert start
    end = re.search(r"^(2\.\d\. CLUSTER|CONCLUDING REMARKS)", body[start.end() :], re.MULTILINE)
    assert end
    return body[start.end() : start.end() + end.start()]


@pytest.mark.parametrize("number", SECTIONS)
def test_the_objectives_of_a_section_are_found_and_no_others(number: str) -> None:
    text = section(number)
    heading_ends = text.index("\n")
    found = {one.objective_no for one in find(text, "en") if one.start > heading_ends}
    assert found == SECTIONS[number] | ELSEWHERE[number]


def test_the_letter_is_read_as_the_digit() -> None:
    letters = [one for one in find(seed(), "en") if seed()[one.start :].startswith("Objective I.")]
    assert [(one.objective_no, one.confidence) for one in letters] == [(1, 0.85)]


def test_the_annex_gives_every_title_once() -> None:
    titles = [one.objective_no for one in find(seed(), "en") if one.method == "title"]
    assert titles == list(range(1, 24))


def test_the_seed_speaks_of_the_gcm() -> None:
    assert process.detect(seed()) == "GCM"
