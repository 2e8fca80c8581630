from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gcm_pipeline.mentions.finder import find
from gcm_pipeline.mentions.patterns import FOLDER, LANGUAGES
from gcm_pipeline.reference import REFERENCE


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


FRAMEWORK, TITLES = rows(REFERENCE / "gcm_objectives.csv"), rows(FOLDER / "titles.csv")
NAMED = [(row["objective_no"], "title", row["title"]) for row in FRAMEWORK]
NAMED += [(row["objective_no"], "label", row[label]) for row in FRAMEWORK for label in ("label_en", "label_fr")]
NAMED += [(row["objective_no"], row["kind"], row["name"]) for row in TITLES]


@pytest.mark.parametrize(("number", "kind", "name"), NAMED)
def test_every_official_name_is_found_alone(number: str, kind: str, name: str) -> None:
    for text in (name, name.upper(), name.replace(" ", "\n")):
        assert [(one.objective_no, one.method) for one in find(text, None)] == [(int(number), kind)]


def test_titles_say_where_they_come_from() -> None:
    assert all(row["source"] and row["language"] in LANGUAGES and row["kind"] in ("title", "label") for row in TITLES)
    keys = [(row["language"], row["objective_no"], row["kind"]) for row in TITLES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "text",
    [
        "Social protection and remittances; data.",
        "Table 1 - Data by region",
        "22 social protection programmes",
        "1. Data\n2. Methods",
        "8 - Reduce vulnerabilities",
        "Alternatives to detention were tried.",
        "The objectives of the ministry include alternatives to detention.",
    ],
)
def test_common_phrases_are_no_mentions(text: str) -> None:
    assert find(text, "en") == []
