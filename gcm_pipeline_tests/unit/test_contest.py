"""The arithmetic of the contest, and that unlike counts end it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import changes, example, iati, iati_read, picture, planned, results
from benchmarks.contest import CONTESTANTS, FLOOR, FULL, SPARING, WAY, Measurement
from benchmarks.rivals import iati_loop
from gcm_pipeline import sample

MEASURED = [
    Measurement(size, name, seconds * size / 1000, 1 << 30, 1 << 29)
    for size in (1000, 10_000, 1_000_000)
    for place, name in enumerate(CONTESTANTS, start=1)
    for seconds in (place, place + 1, 50)
]


def test_medians_are_taken_of_the_runs_of_one_size() -> None:
    found = results.medians(MEASURED)
    assert found[1000, FULL] == [2, 1 << 30, 3, 1, 50]
    assert found[10_000, FLOOR][0] == 60
    assert found[1_000_000, FLOOR][0] == 6000


def test_goals_are_held_against_the_largest_size() -> None:
    found = {goal.what: (goal.found, goal.reached) for goal in results.goals(MEASURED)}
    assert found["full run, times the floor (stretch: 2.5)"] == (2000 / 6000, True)
    assert found["usual way, times the full run"] == (3.5, False)
    assert found["peak memory of Python with 1 GiB asked for, GiB"] == (0.5, True)
    assert found["growth from 10,000 projects on: largest exponent of time"] == (pytest.approx(1.0), True)
    small = results.goals(MEASURED[: len(MEASURED) // 3])
    assert [goal.what for goal in small if goal.found is None] == [
        "growth from 10,000 projects on: largest exponent of time"
    ]
    assert not [goal for goal in small if goal.reached is not None]
    loose = [goal.what for goal in results.goals([one for one in MEASURED if one.contestant != SPARING])]
    assert loose == [goal.what for goal in results.goals(MEASURED)]


def test_who_would_take_minutes_is_left_out_and_said_to_be_not_measured() -> None:
    assert results.expected(MEASURED, 1_000_000)[FLOOR] == 6000
    assert results.expected([], 1000) == {}
    rest = [one for one in MEASURED if one.contestant != WAY or one.projects < 1_000_000]
    unknown = [goal.what for goal in results.goals(rest) if goal.reached is None]
    assert unknown == ["usual way, times the full run"]


def test_the_page_and_the_picture_show_everyone(tmp_path: Path) -> None:
    seconds = {example.FIRST: 12.0, example.AGAIN: 9.0, example.PLAIN: 7.0, example.ALONE: 1.5}
    counts = Counter({"activities": 5})
    readings = {iati.LOOP: iati.Reading("loop", 2.0, 1 << 20, counts), iati.OWN: iati.Reading("own", 3.0, 1, counts)}
    samples = {1000: "small.", 10_000: "large."}
    page = results.page(MEASURED, samples, "a machine", "2026-01-01", seconds, readings)
    assert "| the shipped example: the command in all, first night, seconds | at most 10 | 12.00 | no |" in page
    assert "| what Dagster adds to plain functions, seconds | at most 3 | 2.00 | yes |" in page
    assert "| IATI, times a plain lxml loop | at most 1.3 | 1.50 | no |" in page
    assert "| own | 3.0 | 1.50 | 0 |" in page
    picture.draw(tmp_path / "results.svg", MEASURED)
    drawn = (tmp_path / "results.svg").read_text(encoding="utf-8")
    for title in CONTESTANTS.values():
        assert page.count(title) == 2
        assert title in drawn
    results.write_measurements(tmp_path / "measurements.csv", MEASURED)
    assert len((tmp_path / "measurements.csv").read_text().splitlines()) == len(MEASURED) + 1


def test_unlike_counts_end_the_contest() -> None:
    planned.require_same("someone", Counter({("cluster", "all", "I"): 3}), Counter({("cluster", "all", "I"): 3}))
    with pytest.raises(planned.WrongCountsError, match=r"someone counts otherwise: .*'I'\): 3 in place of 4"):
        planned.require_same("someone", Counter({("cluster", "all", "I"): 3}), Counter({("cluster", "all", "I"): 4}))


def test_a_changed_night_has_new_titles_and_nothing_else(tmp_path: Path) -> None:
    sample.write(tmp_path / "landing", projects=1000)
    rows = changes.write(tmp_path / "landing", tmp_path / "changed")
    assert 10 <= rows <= 100
    amended = 0
    for file in sorted((tmp_path / "landing").rglob("*.*")):
        before, now = file.read_bytes(), (tmp_path / "changed" / file.relative_to(tmp_path / "landing")).read_bytes()
        assert now.replace(b"Amended: ", b"") == before
        amended += now.count(b"Amended: ")
    assert amended == rows


def test_a_repeated_iati_file_is_whole_and_counted_alike(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    sample.write(tmp_path / "landing", projects=10)
    (source,) = (tmp_path / "landing" / "iati").glob("*.xml")
    iati.repeat(source, tmp_path / "large.xml", 3 * source.stat().st_size)
    once, found = iati_loop.run(str(source)), iati_loop.run(str(tmp_path / "large.xml"))
    assert found == {name: count * (found["activities"] // once["activities"]) for name, count in once.items()}
    assert found["activities"] >= 3 * once["activities"] > 0
    assert iati_read.run(tmp_path / "large.xml") == found
