"""``gcm-pipeline explain``: the source rows behind one figure.

Belongs here: printing an explanation. Does not belong here: finding it (gcm_pipeline.explain).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

    from gcm_pipeline.explain import Evidence, Explanation, Records
    from gcm_pipeline.snapshots import SnapshotFile

    Sheets = Mapping[tuple[str, str, str], str | None]


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
        files = {row.file: _archived(settings, row) for row in explanation.evidence}
        records = explaining.raw_records(explanation.evidence, lambda *file, files=files: _raw(files[file]))
        _print(console, explanation, records, {file: _sheet(archived) for file, archived in files.items()})


def _condition(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column:
        raise UsageError(f"{text!r} is no condition. Write column=value, such as period_code=imrf-2022.")
    return column.strip(), value.strip()


def _archived(settings: Settings, row: Evidence) -> SnapshotFile | None:
    """The file of ``row`` in this storage folder's archive."""
    from gcm_pipeline.snapshots import Archive

    if not row.source or not row.sha256:
        return None
    return Archive(settings.snapshots, row.source).find(row.source_file, row.sha256)


def _raw(file: SnapshotFile | None) -> Iterable[tuple[str, pa.Table]]:
    from gcm_pipeline.sources import registry

    return registry.read(file.source, [file]) if file else ()


def _sheet(file: SnapshotFile | None) -> str | None:
    from gcm_pipeline.sources import tabular
    from gcm_pipeline.sources.card import load_card

    return tabular.sheet(file, load_card(file.source)) if file else None


def _print(console: Console, explanation: Explanation, records: list[Records], sheets: Sheets) -> None:
    for figure in explanation.figures:
        console.print(as_table(["column", explanation.mart], list(figure.items())))
    shown = len(explanation.evidence)
    rest = "" if shown == explanation.total else f"; the first {shown:,} rows (--limit 0 shows all)"
    console.print(
        f"counted from {explanation.total:,} {'place' if explanation.total == 1 else 'places'} in the sources{rest}"
    )
    for row, raw in zip(explanation.evidence, records, strict=True):
        _print_row(console, row, raw, sheets[row.file])


def _print_row(console: Console, row: Evidence, raw: Records, sheet: str | None) -> None:
    parts = [row.source_file, sheet and f"sheet {sheet}", row.source_row and f"row {row.source_row}"]
    place = ", ".join(str(part) for part in parts if part)
    keys = ", ".join(f"{name}={value}" for name, value in row.keys.items() if value is not None)
    console.print(f"\n[bold]{escape(printable(place))}[/bold]  {escape(printable(keys))}")
    for frame, values in raw:
        said = " · ".join(f"{name}: {' '.join(value.split())}" for name, value in values.items())
        console.print(escape(printable(f"  {said}" if frame == "rows" else f"  {frame}: {said}")))
    if not raw and row.sha256 and row.source_row:
        console.print(f"  [dim]not in this storage's archive (content {row.sha256[:12]}…)[/dim]")
