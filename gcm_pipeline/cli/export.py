"""``gcm-pipeline export``: marts and core tables as files.

Belongs here: arguments, progress, what is said at the end. Does not belong here: the files (exports/).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from gcm_pipeline.cli.options import Storage, opened
from gcm_pipeline.exports.formats import Format


def export(
    directory: Annotated[
        Path, typer.Argument(help="Folder to write; files of an earlier export in it are replaced.", metavar="DIR")
    ],
    form: Annotated[
        list[Format] | None,
        typer.Option("--format", help="Write this format; may be repeated [default: all].", show_default=False),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out the tables that hold rows of internal sources.")
    ] = False,
    storage: Storage = None,
) -> None:
    """Write every mart and core table of the published warehouse as Parquet, CSV (with HXL hashtags) and one workbook.

    With `datapackage.json`, a README and the sources. The core tables hold PRIMA's rows, which are internal to IOM;
    `--public` leaves them out.
    """
    from gcm_pipeline.exports import package

    console = Console(stderr=True, soft_wrap=True)
    with (
        opened(storage) as warehouse,
        Progress(console=console, disable=not console.is_terminal, transient=True) as bar,
    ):
        task = bar.add_task("reading", total=None)
        written = package.write(
            warehouse,
            directory,
            form or list(Format),
            public=public,
            begin=lambda rows: bar.update(task, total=rows),
            progress=lambda table, rows: bar.update(task, description=table, advance=rows),
        )
    if written.left_out:
        console.print(
            f"Not in the workbook, as they have more rows than a sheet holds: {', '.join(written.left_out)}. "
            "Take them from CSV or Parquet.",
            style="yellow",
            markup=False,
            highlight=False,
        )
    if written.internal:
        console.print(
            f"Not for publication: {len(written.internal)} tables hold rows of internal sources (see README.md). "
            "--public leaves them out.",
            style="yellow",
            markup=False,
            highlight=False,
        )
    typer.echo(f"Wrote {written.tables} tables with {written.rows:,} rows to {directory}.")
