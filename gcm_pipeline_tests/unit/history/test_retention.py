from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gcm_pipeline.history import totals
from gcm_pipeline.history.retention import kept
from gcm_pipeline.marts import relations

SINCE = datetime(2026, 9, 1, 12, tzinfo=UTC)


def _moments(days: str) -> list[datetime]:
    return [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in days.split()]


@pytest.mark.parametrize(
    ("moments", "remaining"),
    [
        ("", ""),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01 2020-01-02", "2020-01-02"),
        ("2026-06-30 2026-07-01 2026-07-31T23:59 2026-08-01", "2026-06-30 2026-07-31T23:59 2026-08-01"),
        ("2026-09-01 2026-09-02 2026-09-03", "2026-09-01 2026-09-02 2026-09-03"),
        (
            "2026-08-30 2026-09-01T11:00 2026-09-01T12:00 2026-09-01T12:01",
            "2026-08-30 2026-09-01T12:00 2026-09-01T12:01",
        ),
    ],
    ids=["none", "one", "the newest", "ends of months", "stood in the window", "its edge"],
)
def test_what_stood_is_kept(moments: str, remaining: str) -> None:
    assert kept(reversed(_moments(moments)), SINCE) == set(_moments(remaining))


def test_the_figures_that_are_kept_always_have_a_value() -> None:
    columns = [
        relations.table(name).columns[figure] for name, figures in totals.figures().items() for figure in figures
    ]
    assert columns
    assert [str(column) for column in columns if column.nullable or column.primary_key] == []
