"""``gcm-pipeline explain``: the source rows behind one figure.

Belongs here: printing an explanation. Does not belong here: finding it (gcm_pipeline.explain).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from gcm_pipeline.cli.options import Storage, opened
from gcm_pipeline.cli.query import as_table, printable
from gcm_pipeline.errors import UsageError
from gcm_pipeline.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from gcm_pipeline.explain import Evidence, Explanation, OpenRaw, Records


def explain(
    mart: Annotated[str, typer.Argument(help="The mart, such as mart_cluster_projects.")],
    conditions: Annotated[
        list[str],
        typer.Argument(help="Which figure: column=value, such as period_code=imrf-2022.", metavar="COLUMN=VALUE…"),
    ],
    limit: Annotated[int, typer.Option(min=0, help="How many source rows to show; 0 shows all.")] = 20,
    storage: Storage = None,
) -> None:
    """Walk from a figure back to the rows of the files that it was counted from, with their raw values.

    Example: `gcm-pipeline explain mart_cluster_projects period_code=imrf-2022 cluster_code=I`
    """
    from gcm_pipeline import explain as explaining
    from gcm_pipeline.warehouse import roles

    settings = Settings.from_environment().having(storage=storage)
    with opened(storage) as warehouse, roles.read_only(warehouse) as connection:
        found = explaining.explain(connection, mart, dict(map(_condition, conditions)), limit=limit or None)
    console = Console(highlight=False, soft_wrap=True)
    for explanation in (found, *found.rests_on):
        records = explaining.raw_records(explanation.evidence, _opener(settings))
        _print(console, explanation, records)


def _condition(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column:
        raise UsageError(f"{text!r} is no condition. Write column=value, such as period_code=imrf-2022.")
    return column.strip(), value.strip()


def _opener(settings: Settings) -> OpenRaw:
    """Reads a file of the archive anew; a file that is not in this storage folder gives nothing."""
    from gcm_pipeline.snapshots import Archive
    from gcm_pipeline.sources import registry

    def open_raw(source: str, source_file: str, sha256: str) -> Iterable[tuple[str, pa.Table]]:
        file = Archive(settings.snapshots, source).find(source_file, sha256)
        return registry.read(source, [file]) if file else ()

    return open_raw


def _print(console: Console, explanation: Explanation, records: list[Records]) -> None:
    if explanation.figures:
        columns = list(explanation.figures[0])
        console.print(as_table(columns, [list(figure.values()) for figure in explanation.figures], explanation.mart))
    shown = len(explanation.evidence)
    rest = "" if shown == explanation.total else f", the first {shown:,} of them (--limit 0 shows all)"
    console.print(f"counted from {explanation.total:,} source rows{rest}")
    for row, raw in zip(explanation.evidence, records, strict=True):
        _print_row(console, row, raw)


def _print_row(console: Console, row: Evidence, raw: Records) -> None:
    place = f"{row.source_file}, row {row.source_row}" if row.source_row else row.source_file
    keys = ", ".join(f"{name}={value}" for name, value in row.keys.items() if value is not None)
    console.print(f"\n[bold]{escape(printable(place))}[/bold]  {escape(printable(keys))}")
    for frame, values in raw:
        said = " · ".join(f"{name}: {' '.join(value.split())}" for name, value in values.items())
        console.print(f"  {escape(printable(said))}" if frame == "rows" else f"  {frame}: {escape(printable(said))}")
    if not raw and row.sha256:
        console.print(f"  [dim]not in this storage's archive (content {row.sha256[:12]}…)[/dim]")
