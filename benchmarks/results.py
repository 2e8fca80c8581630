"""What came of a contest: medians, ratios beside their goals, as Markdown and as CSV.

Belongs here: arithmetic and the page. Does not belong here: measuring (contest.py, iati.py), the picture (picture.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median

from benchmarks import example, iati
from benchmarks.contest import CHANGED, CONTESTANTS, FLOOR, FULL, SAME, SPARING, TOOLS, WAY, Measurement
from benchmarks.iati import Reading

MIB = 1 << 20
MEANT = 1_000_000  # projects
SMALLEST_GROWN = 10_000  # below, the fixed cost of a night is all there is
HEADER = """# Results

Written by `make bench`; do not edit. Times are medians by the clock, whole processes with their start and end;
memory is the peak of all processes of a contestant at one moment, PostgreSQL included, shared pages counted once.
All counts were equal. How it is measured, and [what bounds each stage](README.md#what-bounds-the-night), stands in
[README.md](README.md), each run in [measurements.csv](measurements.csv).

"""


@dataclass(frozen=True)
class Goal:
    """A ratio or figure to reach.

    ``found`` is None where it was not measured; ``reached`` then, and where the goal is meant for another size.
    """

    what: str
    wanted: str
    found: float | None
    reached: bool | None


def medians(measurements: Iterable[Measurement]) -> dict[tuple[int, str], list[float]]:
    """By size and contestant: median seconds, median memory in bytes, number of runs, fastest, slowest."""
    runs: dict[tuple[int, str], list[Measurement]] = {}
    for one in measurements:
        runs.setdefault((one.projects, one.contestant), []).append(one)
    return {key: _median(those) for key, those in runs.items()}


def _median(runs: Sequence[Measurement]) -> list[float]:
    seconds = [run.seconds for run in runs]
    return [median(seconds), median(run.memory for run in runs), len(runs), min(seconds), max(seconds)]


def expected(measurements: Sequence[Measurement], projects: int) -> dict[str, float]:
    """Seconds that contestants would take for ``projects``, if time grew with them from the largest size measured."""
    found = medians(measurements)
    largest = max((size for size, _ in found), default=0)
    return {name: values[0] * projects / size for (size, name), values in found.items() if size == largest}


def example_goals(seconds: Mapping[str, float]) -> list[Goal]:
    """What the shipped example is to take, in seconds."""
    return [
        _most("the shipped example: the command in all, first night, seconds", 10, seconds[example.FIRST]),
        _most("the shipped example: the command in all, again, seconds", 10, seconds[example.AGAIN]),
        _most("what Dagster adds to plain functions, seconds", 3, seconds[example.AGAIN] - seconds[example.PLAIN]),
        _most("importing the code location, seconds", 2, seconds[example.ALONE]),
    ]


def iati_goals(readings: Mapping[str, Reading] | None) -> list[Goal]:
    """What reading a large IATI file is to take, beside a plain loop over it (``--iati``)."""
    found = readings[iati.OWN].seconds / readings[iati.LOOP].seconds if readings else None
    return [_most("IATI, times a plain lxml loop", 1.3, found)]


def goals(measurements: Sequence[Measurement]) -> list[Goal]:
    """The ratios at the largest size measured. Whether they reach what is aimed at is told of a million projects."""
    found = medians(measurements)
    sparing = [one.without_server for one in measurements if one.contestant == SPARING]
    sizes = sorted({projects for projects, _ in found})
    seconds = {name: found[sizes[-1], name][0] for name in CONTESTANTS if (sizes[-1], name) in found}
    full = seconds[FULL]
    large = [size for size in sizes if size >= SMALLEST_GROWN]
    grown = [log(found[b, FULL][0] / found[a, FULL][0]) / log(b / a) for a, b in pairwise(large)]
    ratios = [
        _most("full run, times the floor (stretch: 2.5)", 4, full / seconds[FLOOR]),
        _least("usual way, times the full run", 15, seconds[WAY] / full if WAY in seconds else None),
        _least("dlt with dbt-postgres, times the full run", 3, seconds[TOOLS] / full if TOOLS in seconds else None),
        _most("night without change, of the full run", 0.05, seconds[SAME] / full),
        _most("night with 1 % changed, of the full run (stretch: 0.25)", 0.6, seconds[CHANGED] / full),
        _most("peak memory of the full run, GiB", 3, found[sizes[-1], FULL][1] / MIB / 1024),
        _most("peak memory of Python with 1 GiB asked for, GiB", 1, max(sparing) / MIB / 1024 if sparing else None),
        _most("growth from 10,000 projects on: largest exponent of time", 1.1, max(grown, default=None)),
    ]
    return ratios if sizes[-1] >= MEANT else [replace(ratio, reached=None) for ratio in ratios]


def _most(what: str, wanted: float, found: float | None) -> Goal:
    return Goal(what, f"at most {wanted:g}", found, None if found is None else found <= wanted)


def _least(what: str, wanted: float, found: float | None) -> Goal:
    return Goal(what, f"at least {wanted:g}", found, None if found is None else found >= wanted)


def page(
    measurements: Sequence[Measurement],
    about: Mapping[int, str],
    machine: str,
    day: str,
    seconds: Mapping[str, float] | None = None,
    readings: Mapping[str, Reading] | None = None,
) -> str:
    """The whole of RESULTS.md; ``about`` says what the sample of each size holds.

    ``seconds`` are those of the shipped example, ``readings`` those of an IATI file, where they were measured.
    """
    found = medians(measurements)
    largest = max(about)
    reached = [*goals(measurements), *(example_goals(seconds) if seconds else ()), *iati_goals(readings)]
    parts = [HEADER, f"Measured on {day}: {machine}\n\n", "![time and memory against size](results.svg)\n"]
    parts.append("\n## Against the goals\n\nGoals are for two cores and, where a sample is meant, 1,000,000 projects;")
    parts.append(f" the ratios of samples are of {largest:,}. IATI is measured with `--iati`.\n\n")
    parts.append("| figure | goal | found | reached |\n|---|---|--:|---|\n")
    for goal in reached:
        shown = "not measured" if goal.found is None else f"{goal.found:,.2f}"
        verdict = {True: "yes", False: "no", None: "–"}[goal.reached]
        parts.append(f"| {goal.what} | {goal.wanted} | {shown} | {verdict} |\n")
    for projects, text in sorted(about.items(), reverse=True):
        parts += [f"\n## {projects:,} projects\n\n{text}\n\n", *_table(found, projects)]
    if seconds:
        parts += ["\n## The shipped example\n\n| what | seconds |\n|---|--:|\n"]
        parts += [f"| {name} | {taken:,.1f} |\n" for name, taken in seconds.items()]
    if readings:
        parts += _readings(readings)
    return "".join(parts)


def _readings(readings: Mapping[str, Reading]) -> Iterator[str]:
    counts = ", ".join(f"{count:,} {name}" for name, count in readings[iati.OWN].counts.items())
    yield f"\n## A large IATI file\n\nReal activities, repeated: {counts}.\n\n"
    yield "| reader | seconds | of the loop | peak MiB |\n|---|--:|--:|--:|\n"
    for name, one in readings.items():
        ratio = "" if name == iati.TENTH else f"{one.seconds / readings[iati.LOOP].seconds:,.2f}"
        yield f"| {one.title} | {one.seconds:,.1f} | {ratio} | {one.memory / MIB:,.0f} |\n"


def _table(found: Mapping[tuple[int, str], Sequence[float]], projects: int) -> Iterator[str]:
    full = found[projects, FULL][0]
    yield "| contestant | seconds | fastest to slowest | runs | of the full run | peak MiB |\n"
    yield "|---|--:|--:|--:|--:|--:|\n"
    for name, title in CONTESTANTS.items():
        if (projects, name) not in found:
            continue
        seconds, memory, runs, fastest, slowest = found[projects, name]
        yield (
            f"| {title} | {seconds:,.1f} | {fastest:,.1f} to {slowest:,.1f} | {runs:.0f} | {seconds / full:,.2f} "
            f"| {memory / MIB:,.0f} |\n"
        )


def write_measurements(path: Path, measurements: Iterable[Measurement]) -> None:
    """Each run as a row of a CSV file; seconds and bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, [field.name for field in fields(Measurement)], lineterminator="\n")
        written.writeheader()
        written.writerows(asdict(one) for one in measurements)
