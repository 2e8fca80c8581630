from __future__ import annotations

import pytest

from gcm_pipeline.normalise import network_cells
from gcm_pipeline.normalise.cells import Cleaned
from gcm_pipeline_tests.unit.normalise.reading import tidy


def said(cleaned: Cleaned) -> tuple[object, str | None]:
    return cleaned.value[0].as_py(), cleaned.rule[0].as_py()


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2021", (2021, None)),
        ("2021.0", (2021, None)),
        *((cell, (None, "unreadable-year")) for cell in ("1950", "2100", "21", "2020-2021", "last year", "0")),
    ],
)
def test_years(cell: str, expected: tuple[int | None, str | None]) -> None:
    assert said(network_cells.years(tidy(cell))) == expected


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("national", ["National", "NATIONAL LEVEL", "Niveau national", "Country", "Échelle nationale"]),
        ("local", ["Local", "Locale", "city", "Niveau local", "Municipalité", "sub-national", "Ville"]),
    ],
)
def test_levels(level: str, words: list[str]) -> None:
    assert [said(network_cells.levels(tidy(word))) for word in words] == [(level, None)] * len(words)


@pytest.mark.parametrize("cell", ["regional", "national and local", "?"])
def test_other_levels_are_unknown(cell: str) -> None:
    assert said(network_cells.levels(tidy(cell))) == (None, "unknown-level")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("7", "7"),
        ("07", "7"),
        ("7.0", "7"),
        ("No. 7", "7"),
        ("Interview No. 7", "7"),
        ("Entretien n° 7", "7"),
        ("0", "0"),
        ("a-7", "A-7"),
        ("7b", "7B"),
    ],
)
def test_interview_numbers_have_one_form(cell: str, number: str) -> None:
    assert said(network_cells.interview_numbers(tidy(cell))) == (number, None)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1", (1, None)),
        ("2.0", (2, None)),
        *((cell, (None, "invalid-informants")) for cell in ("0", "-1", "2.5", "two", "10001", "9999999")),
    ],
)
def test_informants_are_counted(cell: str, expected: tuple[int | None, str | None]) -> None:
    assert said(network_cells.informants(tidy(cell))) == expected


@pytest.mark.parametrize(
    ("cell", "day", "rule"),
    [
        ("12-13 November 2020", "2020-11-12", None),
        ("2024-10", "2024-10-01", None),
        ("ongoing", None, "unreadable-date"),
        ("soon", None, "unreadable-date"),
        ("2022 - 2020", None, "end-before-start"),
    ],
)
def test_a_review_has_a_first_day_or_a_rule(cell: str, day: str | None, rule: str | None) -> None:
    value, found = said(network_cells.first_days(tidy(cell)))
    assert (value and str(value), found) == (day, rule)
