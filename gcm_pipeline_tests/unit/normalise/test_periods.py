from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from gcm_pipeline.frames import to_pandas
from gcm_pipeline.normalise.periods import normalise
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.findings import SCHEMA
from gcm_pipeline_tests.cleaned import as_frames

FIELDS = ["period_code", "name", "start_date", "end_date"]


def raw(*rows: tuple[str | None, ...]) -> dict[str, pd.DataFrame]:
    table = pa.table(
        {field: pa.array([row[place] for row in rows], pa.string()) for place, field in enumerate(FIELDS)}
        | {
            "source_file": pa.array(["periods.csv"] * len(rows), pa.string()),
            "source_row": pa.array(range(2, len(rows) + 2), pa.int32()),
        }
    )
    findings = SCHEMA.empty_table()
    return {"rows": to_pandas(table), "findings": to_pandas(findings)}


def cleaned(*rows: tuple[str | None, ...]) -> dict[str, pd.DataFrame]:
    return as_frames(normalise(raw(*rows), Reference()))


def test_without_a_file_the_shipped_periods_hold() -> None:
    result = cleaned()
    assert list(result["periods"]["period_code"]) == ["all", "imrf-2022", "imrf-2026"]
    assert result["books"].empty
    assert list(result["findings"].columns) == SCHEMA.names


def test_a_row_adds_a_period_or_replaces_a_shipped_one() -> None:
    result = cleaned(("Q1-2024", "Quarter", "2024-01-01", "2024-03-31"), ("imrf-2022", "Mine", "1/12/2019", "2022"))
    periods = result["periods"].set_index("period_code")
    assert list(periods.index) == ["all", "imrf-2022", "imrf-2026", "q1-2024"]
    assert periods.loc["imrf-2022", "name"] == "Mine"
    assert str(periods.loc["imrf-2022", "start_date"]) == "2019-12-01"
    assert str(periods.loc["imrf-2022", "end_date"]) == "2022-12-31"
    assert periods.loc["q1-2024", "source_row"] == 2
    assert result["books"].iloc[0].tolist() == ["periods.csv", 2, 2, 0, 0]


@pytest.mark.parametrize(
    ("row", "rule", "field"),
    [
        ((None, "Nameless code", None, None), "missing-period-code", "period_code"),
        (("a", None, None, None), "missing-name", "name"),
        (("a", "A", "soon", None), "unreadable-date", "start_date"),
        (("a", "A", None, "31/02/2020"), "unreadable-date", "end_date"),
        (("a", "A", "2021-01-02", "2021-01-01"), "end-before-start", "end_date"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason(row: tuple[str | None, ...], rule: str, field: str) -> None:
    result = cleaned(row)
    finding = result["findings"].iloc[0]
    assert (finding["rule"], finding["field"], finding["scope"], finding["source_row"]) == (rule, field, "row", 2)
    assert result["books"].iloc[0].tolist() == ["periods.csv", 1, 0, 1, 0]
    assert "a" not in list(result["periods"]["period_code"])


def test_the_later_of_two_rows_with_one_code_is_kept() -> None:
    result = cleaned(("a", "First", None, None), ("A ", "Second", None, None))
    assert list(result["periods"].query("period_code == 'a'")["name"]) == ["Second"]
    assert result["findings"].iloc[0][["rule", "scope", "source_row"]].tolist() == ["duplicate-older", "superseded", 2]
    assert result["books"].iloc[0].tolist() == ["periods.csv", 2, 1, 0, 1]
