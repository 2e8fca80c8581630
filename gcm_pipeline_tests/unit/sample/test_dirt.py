"""Every kind of ``dirt.csv`` stands in the default sample."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from gcm_pipeline.sample import DEFAULT_PROJECTS, DEFAULT_SEED
from gcm_pipeline.sample.kinds import Cell, Kind, kinds
from gcm_pipeline.sample.layouts import layouts
from gcm_pipeline.sample.plan import plan
from gcm_pipeline.sample.template import template

WITHOUT_WITNESS = {
    "no-objective",
    "five-objectives",
    "tag-without-date",
    "tag-on-first-day",
    "tag-on-day-before",
    "tag-on-last-day",
    "tag-on-day-after",
    "outcome-number-missing",
    "duplicate-identical",
    "duplicate-identical-in-workbook",
}


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds() if kind.name not in WITHOUT_WITNESS], ids=lambda kind: kind.name
)
def test_kind_occurs(kind: Kind, texts: dict[str, str]) -> None:
    where = [kind.layout] if kind.layout else ["iati"] if kind.level == "activity" else list(texts)
    assert kind.witness
    assert any(re.search(kind.witness, texts[name]) for name in where)


def test_kinds_are_told_apart_and_explained() -> None:
    assert all(kind.exercises for kind in kinds())
    assert {kind.level for kind in kinds()} == {
        "file", "form", "plan", "project", "row", "copy before", "copy after", "activity",
    }  # fmt: skip
    assert {kind.layout for kind in kinds()} - {""} == {layout.name for layout in layouts()}


def test_an_outcome_number_is_missing(texts: dict[str, str]) -> None:
    assert re.search(r'",,"[^"]* \(no number\)"', texts["english"])


def test_a_tag_has_no_date(texts: dict[str, str]) -> None:
    rows = csv.DictReader(texts["english"].splitlines(keepends=True)[1:])
    assert any(row["GCM Objectives"] and not row["Tagged On"] for row in rows)


@pytest.mark.parametrize("day", ["2019-12-01", "2019-11-30", "2022-03-31", "2022-04-01"])
def test_activated_projects_are_tagged_on_the_days_that_bound_a_period(day: str) -> None:
    block = plan(template(DEFAULT_SEED), 0, DEFAULT_PROJECTS, seed=DEFAULT_SEED)
    tagged = block.outcomes[(block.outcomes["tagged_on"] == day) & (block.objectives[:, 0] > 0)]
    assert block.projects["is_activated"].to_numpy()[tagged["project"]].any()


@pytest.mark.parametrize("layout", ["english", "workbook"])
def test_a_row_stands_twice(layout: str, texts: dict[str, str]) -> None:
    assert max(Counter(line for line in texts[layout].split("\n") if "(synthetic)" in line).values()) == 2


def test_outcomes_without_and_with_five_objectives() -> None:
    number = (plan(template(DEFAULT_SEED), 0, DEFAULT_PROJECTS, seed=DEFAULT_SEED).objectives > 0).sum(axis=1)
    assert {0, 5} <= set(number.tolist())


@pytest.mark.parametrize(
    ("text", "clean", "written"),
    [
        ("{cell.lowered}", "ZA.0001", "za.0001"),
        ("{cell.spaced}", "ZA.0001", "ZA. 0001"),
        ("{cell.amount:,.2f}", "150000.00", "150,000.00"),
        ("{cell.serial}", "2020-03-15", "43905"),
        ("{cell.date:%d %b %Y}", "2020-03-15", "15 Mar 2020"),
        ("{cell.date:%Y}", "2020-03-15", "2020"),
    ],
)
def test_cells_are_spelt_otherwise(text: str, clean: str, written: str) -> None:
    assert text.format(cell=Cell(clean)) == written
