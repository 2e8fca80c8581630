"""``python -m benchmarks.iati FILE``: reading a large IATI file, beside a plain lxml loop and iatikit.

Belongs here: the large file, the order of things, the table. Does not belong here: the readings themselves.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import machine, planned
from benchmarks.contest import RIVALS
from benchmarks.watch import Cost, watched

MIB = 1 << 20
BEGINNING, END = b"<iati-activity ", b"</iati-activities>"
OWN, LOOP, KIT = "benchmarks.iati_read", "benchmarks.rivals.iati_loop", "benchmarks.rivals.iati_kit"
TENTH = "a tenth"
TITLES = {
    LOOP: "a plain lxml loop",
    OWN: "gcm-pipeline: every field into raw frames",
    KIT: "iatikit: the whole tree",
    TENTH: "gcm-pipeline: the same of a tenth of the file",
}


@dataclass(frozen=True)
class Reading:
    """What one way of reading took: median seconds, the highest peak of memory in bytes, and what was counted."""

    title: str
    seconds: float
    memory: int
    counts: Counter[str]


def main(
    file: Annotated[Path, typer.Argument(help="An IATI activity file.", exists=True, dir_okay=False)],
    megabytes: Annotated[int, typer.Option(min=1, help="How large it is made, by repeating its activities.")] = 1000,
    runs: Annotated[int, typer.Option(min=1, help="Runs, of which the median counts.")] = 3,
    limit: Annotated[float, typer.Option(min=1, help="Minutes that one reading may take.")] = 30,
    rivals: Annotated[Path, typer.Option(help="Python in which the rivals are installed.")] = RIVALS,
) -> None:
    """Read FILE, repeated to many megabytes, three ways. All have to count the same activities and transactions.

    A tenth of it is read too, to see whether memory grows.

    iatikit keeps the whole tree in memory: 1,000 megabytes want some 10 GiB.
    """
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(machine.described(), highlight=False)
    found = readings(file, megabytes, runs, limit * 60, rivals)
    shown = ", ".join(f"{count:,} {name}" for name, count in found[OWN].counts.items())
    table = Table(
        "reader", "seconds", "of the loop", "peak MiB", title=f"{megabytes:,} MB, {shown}", header_style="bold"
    )
    for name, one in found.items():
        ratio = "" if name == TENTH else f"{one.seconds / found[LOOP].seconds:,.2f}"
        table.add_row(one.title, f"{one.seconds:,.1f}", ratio, f"{one.memory / MIB:,.0f}")
    console.print(table)


def readings(file: Path, megabytes: int, runs: int, limit: float, rivals: Path) -> dict[str, Reading]:
    """Each way of reading ``file``, repeated to ``megabytes``; the ways take turns, so that all see the same machine.

    By ``TENTH``, the job's own way with a tenth of it.

    Raises WrongCountsError, and whatever ``watched`` raises; ``limit`` is in seconds, for each reading.
    """
    with tempfile.TemporaryDirectory(prefix="gcm-bench-", ignore_cleanup_errors=True) as folder:
        large, tenth = Path(folder) / "large.xml", Path(folder) / "tenth.xml"
        repeat(file, large, megabytes * 1_000_000)
        repeat(file, tenth, megabytes * 100_000)
        costs: dict[str, list[Cost]] = {LOOP: [], OWN: [], KIT: [], TENTH: []}
        for _ in range(runs):
            for name, those in costs.items():
                module = OWN if name == TENTH else name
                command = [sys.executable if module == OWN else str(rivals), "-m", module]
                command.append(str(tenth if name == TENTH else large))
                those.append(watched(command, Path(folder), Path(folder) / "none", limit))
    counts = {name: Counter(json.loads(those[-1].said)) for name, those in costs.items()}
    for name in (OWN, KIT):
        planned.require_same(TITLES[name], counts[name], counts[LOOP])
    return {name: _reading(name, those, counts[name]) for name, those in costs.items()}


def _reading(name: str, costs: list[Cost], counts: Counter[str]) -> Reading:
    seconds, memory = median(cost.wall for cost in costs), max(cost.together for cost in costs)
    return Reading(TITLES[name], seconds, memory, counts)


def repeat(source: Path, target: Path, size: int) -> None:
    """Write the activities of ``source`` again and again until ``target`` has ``size`` bytes, whole activities all."""
    content = source.read_bytes()
    first, last = content.index(BEGINNING), content.rindex(END)
    with target.open("wb") as file:
        file.write(content[:first])
        while file.tell() < size:
            file.write(content[first:last])
        file.write(content[last:])


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
