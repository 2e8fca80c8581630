"""``python -m benchmarks.stages``: time by stage and peak memory of the nightly job on samples of several sizes.

Belongs here: arguments and the table. Does not belong here: running and watching (watch.py), right counts (planned.py).
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import planned
from benchmarks.machine import described
from benchmarks.watch import Night, night
from gcm_pipeline import sample
from gcm_pipeline.measures.stages import STAGES

SIZES = [10_000, 100_000]
MIB = 1 << 20
OTHER = ("between steps: imports, Dagster, server",)
PEAKS = {
    "peak MiB of Python": "python",
    "peak MiB of PostgreSQL": "postgres",
    "peak MiB of both at one moment": "together",
}


def main(
    projects: Annotated[list[int] | None, typer.Option(min=1, help="Projects in the sample; may be repeated.")] = None,
    limit: Annotated[float, typer.Option(min=1, help="Minutes that one night may take.")] = 30,
    keep: Annotated[
        Path | None,
        typer.Option(help="Empty folder to work in; landing and storage stay there, to look at afterwards."),
    ] = None,
) -> None:
    """Time the nightly job on synthetic samples: a night on an empty warehouse, then one in which nothing changed.

    Without --projects the sizes are 10,000 and 100,000. Each night is a process of its own with its embedded server.
    The counts in the warehouse are held against the sample's plan; no time is judged.
    """
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(described(), highlight=False)
    for size in projects or SIZES:
        with _folder(keep, size) as folder, console.status("") as status:
            landing, storage = folder / "landing", folder / "storage"
            status.update(f"{size:,} projects: writing the sample")
            sample.write(landing, projects=size)
            nights = {}
            for name in ("empty warehouse", "nothing new"):
                status.update(f"{size:,} projects: {name}")
                nights[name] = night(landing, storage, limit * 60)
                planned.require_same(name, planned.stored(storage), planned.figures(size))
            megabytes = sum(file.stat().st_size for file in landing.rglob("*")) / MIB
        console.print(_table(planned.figures(size), megabytes, nights), "")


@contextmanager
def _folder(keep: Path | None, size: int) -> Iterator[Path]:
    """A folder for one size; without ``keep`` it goes, whatever happens."""
    if keep:
        yield keep.resolve() / str(size)
        return
    with tempfile.TemporaryDirectory(prefix="gcm-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _table(figures: Counter[str], megabytes: float, nights: Mapping[str, Night]) -> Table:
    """One column for each night; stages in the order of the flow, then totals."""
    rows = figures["outcomes"]
    title = f"{figures['projects']:,} projects, {rows:,} outcomes, {figures['tags']:,} tags, {megabytes:,.0f} MiB"
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column("seconds")
    for name in nights:
        table.add_column(name, justify="right")
    for stage in [*dict.fromkeys(STAGES.values()), *OTHER]:
        table.add_row(stage, *(f"{_taken(each, stage):,.1f}" for each in nights.values()))
    table.add_section()
    table.add_row("in all", *(f"{each.wall:,.1f}" for each in nights.values()))
    table.add_row("of it processor time of Python", *(f"{each.cpu:,.1f}" for each in nights.values()))
    table.add_row("outcomes per second", *(f"{rows / each.wall:,.0f}" for each in nights.values()))
    table.add_section()
    for label, peak in PEAKS.items():
        table.add_row(label, *(f"{getattr(each, peak) / MIB:,.0f}" for each in nights.values()))
    return table


def _taken(each: Night, stage: str) -> float:
    return each.between_steps if stage in OTHER else each.seconds[stage]


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
