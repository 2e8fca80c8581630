"""Each line of each suite: a value of the wrong kind makes it fail, with the severity that it states."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from lxml import html

from gcm_pipeline import frames
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.quality import suites
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.quality.outcomes import Outcome, blocking
from gcm_pipeline.quality.suites import Bounds, suite_lines
from gcm_pipeline.sources import registry
from gcm_pipeline.warehouse.tables import of_schema

NAMES = sorted(path.stem for path in suites.SUITES.glob("*.yml"))
LINES = [(name, number) for name in NAMES for number in range(len(suite_lines(name)))]
WHOLE_TABLE = "ExpectTable"


def _wrong(line: dict[str, Any]) -> Any:
    """A value that the line refuses."""
    match line["expect"]:
        case "ExpectColumnValuesToNotBeNull":
            return None
        case "ExpectColumnValuesToBeBetween" if isinstance(line.get("min_value"), date):
            return pd.Timestamp(line["min_value"] - timedelta(days=1))
        case "ExpectColumnValuesToBeBetween":
            return line["min_value"] - 1 if "min_value" in line else line["max_value"] + 1
        case "ExpectColumnValueLengthsToEqual" | "ExpectColumnValueLengthsToBeBetween":
            return "X"
        case _:
            return "?!"


@pytest.mark.parametrize(("name", "number"), LINES, ids=str)
def test_a_line_fails_on_what_it_is_there_for(
    name: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = suite_lines(name)[number]
    column = line.get("column", "anything")
    kept = frames.write(tmp_path / "set", [("rows", pd.DataFrame({column: [_wrong(line)] * 2}))])
    monkeypatch.setattr(suites, "suite_lines", lambda _: [line])
    (outcome,) = [each for each in suites.check(name, kept, "rows", [column], Bounds()) if not each.passed]
    assert outcome.severity == ("warning" if line.get("severity") == "warning" else "error")
    assert outcome.check_name.endswith(f":{column}") or line["expect"].startswith(WHOLE_TABLE)
    assert "could not be looked at" not in outcome.observed
    assert outcome.observed != "{}"


@pytest.mark.parametrize("name", NAMES)
def test_a_suite_is_about_something_that_exists(name: str) -> None:
    known = {f"core_{table.name}": set(table.columns.keys()) for table in of_schema("core")}
    for source in registry.SOURCES:
        known |= {f"raw_{source}_{frame}": set(schema.names) for frame, schema in registry.frames_of(source).items()}
    assert {line["column"] for line in suite_lines(name) if "column" in line} <= known[name]


@pytest.mark.parametrize("source", registry.SOURCES)
def test_every_source_has_a_suite_for_each_frame_that_its_books_count(source: str) -> None:
    assert {f"raw_{source}_{frame}" for frame in registry.counted(source)} <= set(NAMES)


def _run(folder: Path, frame: pd.DataFrame, bounds: Bounds) -> list[Outcome]:
    kept = frames.write(folder / "set", [("rows", frame)])
    return suites.check("a suite without lines", kept, "rows", ["one", "two"], bounds)


GOOD = pd.DataFrame({"one": ["a", "b"], "two": ["c", "d"]})


@pytest.mark.parametrize(
    ("frame", "bounds", "severities"),
    [
        pytest.param(GOOD, Bounds(1, 2), [], id="good"),
        pytest.param(GOOD.drop(columns="two"), Bounds(), ["error"], id="a column is missing"),
        pytest.param(GOOD.assign(three="x"), Bounds(), ["error"], id="a column too many"),
        pytest.param(GOOD.head(0), Bounds(minimum=1), ["error"], id="no rows"),
        pytest.param(GOOD, Bounds(maximum=1), ["warning"], id="too many rows"),
        pytest.param(GOOD, Bounds(3, 3), ["error"], id="not the exact number"),
        pytest.param(GOOD.head(0), Bounds(), [], id="none needed"),
    ],
)
def test_every_suite_begins_with_columns_and_rows(
    frame: pd.DataFrame, bounds: Bounds, severities: list[str], tmp_path: Path
) -> None:
    outcomes = _run(tmp_path, frame, bounds)
    assert [outcome.severity for outcome in outcomes if not outcome.passed] == severities
    assert len(blocking(outcomes)) == severities.count("error")


def test_a_line_without_a_reason_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "SUITES", tmp_path)
    (tmp_path / "core_x.yml").write_text("expectations:\n  - expect: ExpectColumnValuesToNotBeNull\n    column: a\n")
    with pytest.raises(PipelineError, match=r"core_x\.yml: ExpectColumnValuesToNotBeNull gives no reason"):
        suite_lines("core_x")


def test_outcomes_say_what_was_found(tmp_path: Path) -> None:
    outcome = next(each for each in _run(tmp_path, GOOD.head(1), Bounds(5, 5)) if not each.passed)
    assert outcome.check_name == "expect_table_row_count_to_equal"
    assert outcome.observed == "1"
    assert '"value": 5' in outcome.expected


def test_a_frame_comes_in_types_that_are_compared_as_columns(tmp_path: Path) -> None:
    rows = pa.table(
        {
            "code": pa.array(["A", None]),
            "number": pa.array([1, 2], pa.int16()),
            "gappy": pa.array([1, None], pa.int32()),
            "money": pa.array([Decimal("1.50"), None], pa.decimal128(18, 2)),
            "day": pa.array([date(2020, 1, 2), None]),
            "unseen": pa.array(["x", "y"]),
        }
    )
    frame = suites.to_check(
        frames.write(tmp_path / "set", [("rows", rows)]), "rows", set(rows.column_names) - {"unseen"}
    )
    kinds = ["int64", "float64", "float64", "datetime64[ns]", "null[pyarrow]"]
    assert [str(kind) for kind in frame.dtypes.iloc[1:]] == kinds
    assert frame["unseen"].isna().all()
    assert frame["code"].isna().tolist() == frame["day"].isna().tolist() == [False, True]
    assert frame["money"][0] == 1.5


def test_what_cannot_be_looked_at_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"expect": "ExpectColumnValuesToBeBetween", "column": "one", "min_value": 1, "because": "a test"}
    monkeypatch.setattr(suites, "suite_lines", lambda _: [line])
    (outcome,) = [each for each in _run(tmp_path, GOOD, Bounds()) if each.check_name.endswith(":one")]
    assert not outcome.passed
    assert outcome.observed.startswith("could not be looked at: ")


def test_a_large_frame_is_looked_at_column_by_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        {"expect": "ExpectColumnValuesToNotBeNull", "column": "one", "because": "a test"},
        {"expect": "ExpectColumnValuesToBeInSet", "column": "two", "value_set": ["c"], "because": "a test"},
        {"expect": "ExpectColumnValuesToBeInSet", "column": "one", "value_set": ["a"], "because": "a test"},
        {"expect": "ExpectColumnValuesToBeInSet", "column": "two", "value_set": ["d"], "because": "a test"},
    ]
    monkeypatch.setattr(suites, "suite_lines", lambda _: lines)
    pages = [DataDocs(tmp_path / name, 7) for name in ("whole", "by_column")]
    kept = frames.write(tmp_path / "set", [("rows", GOOD)])
    found = []
    seen: list[set[str]] = []
    look = suites.to_check
    monkeypatch.setattr(suites, "to_check", lambda *given: seen.append(set(given[2])) or look(*given))
    for docs, large in zip(pages, (3, 2), strict=True):
        monkeypatch.setattr(suites, "LARGE", large)
        found.append(suites.check("core_x", kept, "rows", ["one", "two"], Bounds(1, 1), docs=docs))
    assert seen == [{"one", "two"}, set(), {"one"}, {"two"}]
    in_order = [sorted(outcomes, key=lambda each: (each.check_name, each.expected)) for outcomes in found]
    assert in_order[0] == in_order[1]
    assert sum(outcome.passed for outcome in found[0]) == 2
    assert "<td>2 of 6</td>" in (pages[1].folder / "index.html").read_text()
    shown = [html.fromstring(docs.page("core_x").read_text()).text_content() for docs in pages]
    for word in ("Evaluated Expectations6", "Successful Expectations2", "Unsuccessful Expectations4"):
        assert all(word in "".join(text.split("\n")).replace("  ", "") for text in shown), shown[1]
