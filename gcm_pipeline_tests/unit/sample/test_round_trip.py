"""The default sample read and cleaned as a run does: what comes out is what was planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from gcm_pipeline.normalise import iati as iati_normalise
from gcm_pipeline.normalise import periods as periods_normalise
from gcm_pipeline.normalise import prima as prima_normalise
from gcm_pipeline.reference import Reference
from gcm_pipeline.sample import DEFAULT_PROJECTS, DEFAULT_SEED, spelling
from gcm_pipeline.sample.plan import plan
from gcm_pipeline.sample.template import template
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati, periods, prima
from gcm_pipeline_tests.cleaned import as_frames

Read = Callable[[SnapshotFile], Iterator[tuple[str, pa.Table]]]
SHARES = {
    "I": (2, 5, 6, 12, 18),
    "II": (4, 8, 9, 10, 11, 13, 21),
    "III": (14, 15, 16, 19, 20, 22),
    "IV": (1, 3, 7, 17, 23),
}


def raw(landing: Path, files: str, read: Read) -> dict[str, pd.DataFrame]:
    frames: dict[str, list[pa.Table]] = {}
    for path in sorted(landing.glob(files)):
        name = path.relative_to(landing).as_posix()
        size = path.stat().st_size
        snapshot = SnapshotFile(name.split("/")[0], name, path, "", size, datetime(2026, 1, 1, tzinfo=UTC))
        for frame, table in read(snapshot):
            frames.setdefault(frame, []).append(table)
    return {name: pa.concat_tables(tables).to_pandas(types_mapper=pd.ArrowDtype) for name, tables in frames.items()}


@pytest.fixture(scope="module")
def clean(landing: Path) -> dict[str, pd.DataFrame]:
    return as_frames(prima_normalise.normalise(raw(landing, "prima/*", prima.read), Reference()))


def tags(clean: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Project, outcome and objective of each tag that counts for imrf-2022."""
    outcomes = clean["project_outcomes"][["project_code", "outcome_no", "tagged_on"]]
    found = clean["assn_outcomes_objectives"][["project_code", "outcome_no", "objective_no"]].merge(outcomes)
    found = found.merge(clean["projects"][["project_code", "is_activated"]])
    days = [None if day is pd.NaT or pd.isna(day) else day for day in found["tagged_on"].astype(object)]
    within = [day is not None and date(2019, 12, 1) <= day <= date(2022, 3, 31) for day in days]
    return found[pd.Series(within, found.index) & found["is_activated"].astype(bool)]


def test_the_report_s_figures(clean: dict[str, pd.DataFrame]) -> None:
    found = tags(clean)
    clusters = [found.loc[found["objective_no"].isin(own), "project_code"].nunique() for own in SHARES.values()]
    ranks = found.groupby("objective_no")["project_code"].nunique().sort_values(ascending=False)
    assert found["project_code"].nunique() == 668
    assert clusters == [185, 178, 313, 516]
    assert (ranks[8], ranks[22], ranks.index[0]) == (1, 5, 1)
    leaders = [[number for number in ranks.index if number in own] for own in SHARES.values()]
    assert [own[:2] for own in leaders] == [[2, 5], [11, 10], [15, 16], [1, 7]]
    assert leaders[1][2] == 21
    assert found.groupby(["project_code", "outcome_no"]).size().max() == 4


def test_every_outcome_carries_its_planned_tags(clean: dict[str, pd.DataFrame]) -> None:
    block = plan(template(DEFAULT_SEED), 0, DEFAULT_PROJECTS, seed=DEFAULT_SEED)
    codes = spelling.codes(block.projects["code"].to_numpy()).to_pylist()
    keys = [(codes[own.project], own.outcome_no) for own in block.outcomes.itertuples()]
    planned = {
        (*key, number) for key, numbers in zip(keys, block.objectives.tolist(), strict=True) for number in numbers
    }
    read = clean["assn_outcomes_objectives"]
    found = set(zip(read["project_code"], read["outcome_no"], read["objective_no"], strict=True))
    assert found == {tag for tag in planned if tag[2]}
    outcomes = clean["project_outcomes"]
    assert sorted(zip(outcomes["project_code"], outcomes["outcome_no"], strict=True)) == sorted(keys)
    statuses = dict(zip(codes, block.projects["status"], strict=True))
    assert dict(zip(clean["projects"]["project_code"], clean["projects"]["status"], strict=True)) == statuses


def test_the_books_balance(clean: dict[str, pd.DataFrame]) -> None:
    books = clean["books"]
    assert (books["rows_read"] == books["rows_loaded"] + books["rows_rejected"] + books["rows_superseded"]).all()
    assert (books["rows_rejected"] > 0).all()
    assert books["rows_superseded"].sum() > 0


def test_the_cleaner_has_something_to_say_of_each_scope(clean: dict[str, pd.DataFrame]) -> None:
    assert set(clean["findings"]["scope"]) == {"row", "value", "superseded", "warning"}
    unknown = clean["findings"].loc[clean["findings"]["rule"] == "unknown-country", "value"]
    assert set(unknown) == {"Atlantis"}


def test_activities_join_the_projects(landing: Path, clean: dict[str, pd.DataFrame]) -> None:
    activities = as_frames(iati_normalise.normalise(raw(landing, "iati/*", iati.read), Reference()))
    joined = set(activities["iati_activities"]["project_code"].dropna())
    assert len(joined) == DEFAULT_PROJECTS // 25
    assert joined <= set(clean["projects"]["project_code"])
    assert activities["books"]["rows_superseded"].sum() > 0
    assert not activities["iati_activities"]["title"].str.contains("earlier version").any()
    assert {"no-currency", "duplicate-older"} <= set(activities["findings"]["rule"])


def test_the_periods_are_the_shipped_ones(landing: Path) -> None:
    frames = as_frames(periods_normalise.normalise(raw(landing, "periods.csv", periods.read), Reference()))
    own = frames["periods"].set_index("period_code")["name"]
    shipped = Reference()["periods"].set_index("period_code")["name"]
    assert own.to_dict() == shipped.to_dict()
    assert (frames["periods"]["source_file"] == "periods.csv").all()
    assert not len(frames["findings"])
