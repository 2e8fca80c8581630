"""``python -m benchmarks``: the nightly job against what a user would pick instead, on the same generated input.

Belongs here: arguments and the order of things. Does not belong here: running (contest.py), figures (results.py).
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from benchmarks import changes, contest, example, machine, picture, planned, results
from benchmarks import iati as large
from gcm_pipeline import sample

HERE = Path(__file__).parent
MEGABYTES = 1000
SIZES = [1_000, 10_000, 100_000, 1_000_000]


def main(
    projects: Annotated[list[int] | None, typer.Option(min=1, help="Projects in the sample; may be repeated.")] = None,
    runs: Annotated[int, typer.Option(min=1, help="Runs of each contestant and size, of which the median counts.")] = 3,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds after which a contestant gets no further run of a size.")
    ] = 15,
    longest: Annotated[
        float,
        typer.Option(min=0, help="Minutes that a rival may be expected to take, as it took at the size before."),
    ] = 4,
    limit: Annotated[float, typer.Option(min=1, help="Minutes that one run may take.")] = 60,
    into: Annotated[Path, typer.Option(help="Folder for RESULTS.md, results.svg and measurements.csv.")] = HERE,
    iati: Annotated[
        Path | None, typer.Option(help="An IATI activity file to repeat to 1 GB and read too.", exists=True)
    ] = None,
    rivals: Annotated[Path, typer.Option(help="Python in which the rivals are installed.")] = contest.RIVALS,
) -> None:
    """Compare the nightly job with a DuckDB script, pandas, dlt with dbt, and dbt alone, on synthetic samples.

    Without --projects the sizes are 1,000 to 1,000,000: under 15 minutes on two cores, 20 GB of disk. What has taken 15
    seconds is not run again (--patience); a rival that would take 4 minutes is left out (--longest). All have to count
    the same; the benchmark ends when one does not. The shipped example is timed too.
    """
    console = Console(width=None if sys.stdout.isatty() else 120)
    if not rivals.is_file():
        raise typer.BadParameter(f"{rivals} is not there: `make bench` installs the rivals.", param_hint="--rivals")
    measurements: list[contest.Measurement] = []
    about: dict[int, str] = {}
    described = machine.described()
    for size in sorted(projects or SIZES):
        with tempfile.TemporaryDirectory(prefix="gcm-bench-", ignore_cleanup_errors=True) as folder:
            landing, changed = Path(folder) / "landing", Path(folder) / "changed"
            sample.write(landing, projects=size)
            changes.write(landing, changed)
            about[size] = _about(size, landing)
            expected = results.expected(measurements, size)
            sparing = size == max(projects or SIZES)
            everyone = contest.Contest(landing, changed, Path(folder), size, rivals, expected, sparing)
            for one in everyone.run(contest.Bounds(runs, patience, limit * 60, longest * 60)):
                console.print(f"{size:,} projects: {one.contestant}: {one.seconds:,.1f} s", highlight=False)
                measurements.append(one)
    console.print("The shipped example")
    seconds = example.measured(runs, len(example.CONTESTANTS) * patience, limit * 60)
    readings = large.readings(iati, MEGABYTES, runs, limit * 60, rivals) if iati else None
    into.mkdir(parents=True, exist_ok=True)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    text = results.page(measurements, about, described.replace("\n", "; "), day, seconds, readings)
    (into / "RESULTS.md").write_text(text, encoding="utf-8")
    results.write_measurements(into / "measurements.csv", measurements)
    picture.draw(into / "results.svg", measurements)
    console.print(Markdown(text))
    console.print(f"Written to {into}", highlight=False)


def _about(size: int, landing: Path) -> str:
    figures = planned.figures(size)
    mebibytes = sum(file.stat().st_size for file in landing.rglob("*")) / results.MIB
    return f"{figures['outcomes']:,} outcomes, {figures['tags']:,} tags, {mebibytes:,.0f} MiB of files (synthetic)."


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
