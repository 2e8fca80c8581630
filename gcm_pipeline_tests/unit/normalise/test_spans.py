from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcm_pipeline.normalise import spans
from gcm_pipeline_tests.unit.normalise.reading import tidy

Span = tuple[str | None, str | None, str | None, str | None, bool, str | None]


def span(cell: str) -> Span:
    read = spans.read(tidy(cell))
    start, start_precision, end, end_precision, is_ongoing, rule = (column[0].as_py() for column in read)
    return start and str(start), start_precision, end and str(end), end_precision, is_ongoing, rule


def years(first: int | None, last: int | None, *, ongoing: bool = False) -> Span:
    start, end = first and f"{first}-01-01", last and f"{last}-12-31"
    return start, first and "year", end, last and "year", ongoing, None  # type: ignore[return-value]


def days(first: str, last: str | None) -> Span:
    return first, "day", last, last and "day", False, None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *(
            (form, years(2020, 2022))
            for form in ("2020 - 2022", "2020-2022", "2020 – 2022", "2020/2022", "2020 to 2022")
        ),
        *((form, years(2020, 2022)) for form in ("From 2020 to 2022.", "de 2020 à 2022", "from 2020 - 2022")),
        *((form, years(2019, None, ongoing=True)) for form in ("2019 – ongoing", "2019-ongoing", "2019 - On-going")),
        *((form, years(2019, None, ongoing=True)) for form in ("since 2019", "2019 to present", "Since 2019 - today")),
        *((form, years(2019, None, ongoing=True)) for form in ("depuis 2019", "2019 – en cours", "2019 à ce jour")),
        *((form, years(None, None, ongoing=True)) for form in ("Ongoing", "en cours", "(ongoing)")),
        ("ongoing since 2019", years(2019, None, ongoing=True)),
        ("2021", years(2021, None)),
        ("2021-05-03", days("2021-05-03", None)),
        ("03/05/2021", days("2021-05-03", None)),
        ("44319", days("2021-05-03", None)),
        ("12-13 November 2020", days("2020-11-12", "2020-11-13")),
        ("12 and 13 November 2020", days("2020-11-12", "2020-11-13")),
        ("du 5 au 7 mai 2021", days("2021-05-05", "2021-05-07")),
        ("31 August – 1 September 2021", days("2021-08-31", "2021-09-01")),
        ("2021-05-03 - 2021-06-04", days("2021-05-03", "2021-06-04")),
        ("15-03-2020 - 30-06-2021", days("2020-03-15", "2021-06-30")),
        ("March 2021 - June 2022", ("2021-03-01", "month", "2022-06-30", "month", False, None)),
        ("2021-03", ("2021-03-01", "month", None, None, False, None)),
        ("May 2021 - 2022", ("2021-05-01", "month", "2022-12-31", "year", False, None)),
    ],
)
def test_times_are_read(cell: str, expected: Span) -> None:
    assert span(cell) == expected


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("two summers in a row", "unreadable-date"),
        ("started in 2019 in two provinces", "unreadable-date"),
        ("soon - 2022", "unreadable-date"),
        ("2019 - soon", "unreadable-date"),
        ("31/02/2020 - 2021", "unreadable-date"),
        ("ongoing in part", "unreadable-date"),
        ("2022 - 2020", "end-before-start"),
        ("13-12 November 2020", "end-before-start"),
    ],
)
def test_other_cells_have_a_rule_and_no_days(cell: str, rule: str) -> None:
    assert span(cell) == (None, None, None, None, False, rule)


@given(st.text(alphabet="0123456789 -–/.;aegijmnosu", max_size=24))
def test_any_text_is_read_or_reported(cell: str) -> None:
    if not cell.strip():
        return
    start, _, end, _, is_ongoing, rule = span(cell)
    assert (rule is None) == (start is not None or is_ongoing)
    assert end is None or (start is not None and start <= end)
