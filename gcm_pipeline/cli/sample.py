"""``gcm-pipeline sample``: a synthetic landing folder of any size.

Belongs here: arguments and progress. Does not belong here: what a sample holds (sample/).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress


def sample(
    directory: Annotated[
        Path, typer.Argument(help="Folder to write; files of an earlier sample in it are replaced.", metavar="DIR")
    ],
    projects: Annotated[
        int | None,
        typer.Option(min=10, help="Number of projects [default: the shipped example's].", show_default=False),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed; the same seed gives the same bytes.", show_default=False)
    ] = None,
) -> None:
    """Write a synthetic landing folder, labelled synthetic in every file.

    The default size is the shipped example: after cleaning it gives the figures of the 2022 report. Try a large one
    with `gcm-pipeline sample /tmp/large --projects 100000`, then `gcm-pipeline run --landing /tmp/large`.
    """
    from gcm_pipeline import sample as generator

    count = projects or generator.DEFAULT_PROJECTS
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("projects", total=count)
        generator.write(
            directory,
            projects=count,
            seed=generator.DEFAULT_SEED if seed is None else seed,
            progress=lambda done: progress.advance(task, done),
        )
    typer.echo(f"Wrote {count:,} synthetic projects to {directory}.")
