from __future__ import annotations

from datetime import date, datetime, time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.dates import FIRST, LAST, read


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2020-03-15", date(2020, 3, 15)),
        ("2020-02-29", date(2020, 2, 29)),
        ("20200315", date(2020, 3, 15)),
        ("2020-03-15T10:30:00", date(2020, 3, 15)),
        ("2020-03-15 10:30:00.250+02:00", date(2020, 3, 15)),
        ("2020/03/15", date(2020, 3, 15)),
        ("2020/03/15 10:30", date(2020, 3, 15)),
        ("15 Mar 2020", date(2020, 3, 15)),
        ("15 March 2020", date(2020, 3, 15)),
        ("15-Mar-2020", date(2020, 3, 15)),
        ("15 mars 2020", date(2020, 3, 15)),
        ("1er août 2020", date(2020, 8, 1)),
        ("15 déc. 2020", date(2020, 12, 15)),
        ("15/03/2020", date(2020, 3, 15)),
        ("5/3/2020 8:05", date(2020, 3, 5)),
        ("15.03.2020", date(2020, 3, 15)),
        ("43905", date(2020, 3, 15)),
        ("43905.75", date(2020, 3, 15)),
    ],
)
def test_days(cell: str, day: date) -> None:
    for last in (False, True):
        dates = read(pa.array([cell]), last=last)
        assert (dates.value.to_pylist(), dates.precision.to_pylist(), dates.rule.to_pylist()) == (
            [day],
            ["day"],
            [None],
        )


@pytest.mark.parametrize(
    ("cell", "first", "last", "precision"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31), "year"),
        ("2020.0", date(2020, 1, 1), date(2020, 12, 31), "year"),
        ("2020 - 2022", date(2020, 1, 1), date(2022, 12, 31), "year"),
        ("2020–2022", date(2020, 1, 1), date(2022, 12, 31), "year"),
        ("March 2020", date(2020, 3, 1), date(2020, 3, 31), "month"),
        ("février 2020", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2020-12", date(2020, 12, 1), date(2020, 12, 31), "month"),
    ],
)
def test_months_and_years(cell: str, first: date, last: date, precision: str) -> None:
    start, end = read(pa.array([cell])), read(pa.array([cell]), last=True)
    assert (start.value.to_pylist(), end.value.to_pylist()) == ([first], [last])
    assert start.precision.to_pylist() == end.precision.to_pylist() == [precision]


@pytest.mark.parametrize(
    "cell",
    [
        *("31/02/2020", "2020-02-31", "2019-02-29", "2020-13-01", "03/15/2020", "15/03/20", "2022 - 2020"),
        *("1950-12-31", "2100-01-01", "0000", "9999", "18628", "73051", "2020-03-15T25:00:00", "15 foo 2020"),
        *("some time in spring 2020", "202²", "-", "15/03-2020", "15-Mar-20", "2020/03-15", "2020/13/01"),
    ],
)
def test_unreadable(cell: str) -> None:
    dates = read(pa.array([cell]))
    assert dates.value.to_pylist() == dates.precision.to_pylist() == dates.moment.to_pylist() == [None]
    assert dates.rule.to_pylist() == ["unreadable-date"]


def test_moments_tell_the_time_in_utc() -> None:
    cells = ["2020-03-15T10:30:00Z", "2020-03-15T10:30:00.5+02:00", "43905.5", "2020-03-15"]
    clocks = [time(10, 30), time(8, 30, 0, 500_000), time(12), time()]
    assert read(pa.array(cells)).moment.to_pylist() == [datetime.combine(date(2020, 3, 15), clock) for clock in clocks]


@given(st.dates(FIRST, LAST), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%dT00:00:00"]))
@settings(max_examples=100, deadline=None)
def test_every_day_is_read_back(day: date, form: str) -> None:
    assert read(pa.array([day.strftime(form)])).value.to_pylist() == [day]


@given(st.text(alphabet=st.sampled_from("0123456789/-. :TZmarsé+"), max_size=24))
@settings(max_examples=200, deadline=None)
def test_anything_is_a_date_or_a_finding(cell: str) -> None:
    dates = read(pa.array([cell]))
    assert (dates.value[0].as_py() is None) == (dates.rule[0].as_py() is not None)
