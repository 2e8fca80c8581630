"""``python -m benchmarks.documents``: time and memory of reading review documents and finding mentions in them.

Belongs here: the synthetic documents, the measurements and their table.
Does not belong here: the nightly job (__main__.py).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from fpdf import FPDF
from rich.console import Console
from rich.table import Table

from benchmarks.watch import tree_memory
from gcm_pipeline import children
from gcm_pipeline.documents import cache, preparing, tasks

MIB = 1 << 20
PAGES, LONG = 20, 300
DIFFERENT = 20
"""Documents that are made; the others are copies with a line of their own, so that each has another content hash."""
EVERY = 0.5
"""Seconds between two looks at the memory, which themselves cost time."""
GOAL = 2.0
"""Seconds for the long document on one core, from the issue that asked for it."""
WORDS = """Migration policy of national and local authorities for the rights and protection of migrants rests on
services, data, borders, labour, return, health, education, diaspora and remittances. Ministry and partners report on
implementation, support, measures, progress and challenges of families in cooperation with a regional framework."""
SENTENCES = (
    "Progress under Objective {} of the Global Compact for Safe, Orderly and Regular Migration is steady.",
    "Objectives {} and 10 of the Compact were treated together.",
    "The measures contribute to SDG {} and target 10.7; the objective of the training was another.",
)


@dataclass
class Taken:
    """What reading many documents took: seconds, and the peak of the memory of all processes in bytes."""

    seconds: float
    memory: int


def main(
    documents: Annotated[list[int] | None, typer.Option(min=1, help="How many documents; may be repeated.")] = None,
) -> None:
    """Read synthetic PDFs: one of 300 pages on one core, then many of 20 pages on one core and on all.

    Without --documents there are 100 and 1,000. No time is judged; memory and numbers of mentions are shown to compare.
    """
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(_machine(), highlight=False)
    with tempfile.TemporaryDirectory(prefix="gcm-bench-") as folder, console.status("") as status:
        status.update("writing documents")
        made = _made(Path(folder) / "made")
        console.print(_one_long(Path(folder) / "long.pdf"), highlight=False)
        table = Table("documents", "cores", "seconds", "a second", "peak MiB", "again: seconds", header_style="bold")
        for size in documents or [100, 1_000]:
            landed = _landed(made, Path(folder) / str(size), size)
            for cores in sorted({1, children.cores()}):
                status.update(f"{size:,} documents on {cores} cores")
                shutil.rmtree(landed / "texts", ignore_errors=True)
                first, again = _measured(landed, cores), _measured(landed, cores)
                speed = f"{size / first.seconds:,.1f}"
                memory = f"{first.memory / MIB:,.0f}"
                table.add_row(f"{size:,}", str(cores), f"{first.seconds:,.1f}", speed, memory, f"{again.seconds:,.1f}")
        console.print(table)


def _one_long(path: Path) -> str:
    """The long document, read in this process after what every worker loads once."""
    path.write_bytes(_pdf(LONG, random.Random(LONG)))  # noqa: S311
    tasks.warm_up()
    began, used = time.perf_counter(), time.process_time()
    result = tasks.read(path)
    taken, used = time.perf_counter() - began, time.process_time() - used
    characters = result.document.character_count
    return (
        f"{LONG} pages ({characters:,} characters, {len(result.search.mentions):,} mentions) on one core: "
        f"{taken:.2f} s, of it {used:.2f} s processor time (goal: under {GOAL:.0f} s)"
    )


def _measured(folder: Path, cores: int) -> Taken:
    """Prepare all documents of ``folder`` in a process of its own, watched from outside."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_prepare, args=(folder, cores, sender))
    child.start()
    peak = 0
    while not receiver.poll(EVERY):
        peak = max(peak, tree_memory(child.pid or 0))
    seconds = receiver.recv()
    child.join()
    return Taken(seconds, peak)


def _prepare(folder: Path, cores: int, sender: multiprocessing.connection.Connection) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    began = time.perf_counter()
    preparing.prepare(folder.glob("*.pdf"), folder / "texts")
    sender.send(time.perf_counter() - began)


def _made(folder: Path) -> list[bytes]:
    folder.mkdir()
    return [_pdf(PAGES, random.Random(number)) for number in range(DIFFERENT)]  # noqa: S311


def _landed(made: list[bytes], folder: Path, size: int) -> Path:
    folder.mkdir()
    for number in range(size):
        (folder / f"{number:06}.pdf").write_bytes(made[number % len(made)] + f"\n% {number}\n".encode())
    return folder


def _pdf(pages: int, chance: random.Random) -> bytes:
    """A synthetic document of about 3,000 characters on each page, as national reviews have."""
    pdf = FPDF()
    pdf.set_font("Helvetica", size=10)
    for _ in range(pages):
        pdf.add_page()
        pdf.multi_cell(0, 5, "Synthetic document. " + " ".join(_sentences(chance)))
    return bytes(pdf.output())


def _sentences(chance: random.Random) -> Iterable[str]:
    for place in range(28):
        if place % 7 == 3:
            yield chance.choice(SENTENCES).format(chance.randint(1, 23))
        else:
            yield " ".join(chance.choices(WORDS.split(), k=12))


def _machine() -> str:
    return (
        f"{children.cores()} cores, load {os.getloadavg()[0]:.1f}; readers {cache.readers()}; "
        f"{preparing.BOUNDS.seconds:.0f} s and {preparing.BOUNDS.mebibytes:,} MiB for a document"
    )


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
