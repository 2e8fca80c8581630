"""``gcm-pipeline explain``: the source rows behind one figure.

Belongs here: printing an explanation. Does not belong here: finding it (gcm_pipeline.explain).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, NamedTuple

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

    Files = Mapping[tuple[str, str, str], "Shown"]

LONGEST = 300
"""Characters of a page's text that are shown, the mention in their middle."""


class Shown(NamedTuple):
    """How to name a place in a file: the sheet of a workbook; pages of a document, not rows."""

    sheet: str | None = None
    is_document: bool = False


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
        _print(console, explanation, records, {file: _shown(archived) for file, archived in files.items()})


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


def _shown(file: SnapshotFile | None) -> Shown:
    from gcm_pipeline.sources import registry, tabular
    from gcm_pipeline.sources.card import load_card

    if file is None:
        return Shown()
    card = load_card(file.source)
    frame = card.frame_of(file.source_file)
    is_tabular = frame is None or bool(card.frames[frame].fields)
    return Shown(tabular.sheet(file, card), not is_tabular and "pages" in registry.frames_of(file.source))


def _print(console: Console, explanation: Explanation, records: list[Records], files: Files) -> None:
    for figure in explanation.figures:
        console.print(as_table(["column", explanation.mart], list(figure.items())))
    shown = len(explanation.evidence)
    rest = "" if shown == explanation.total else f"; the first {shown:,} rows (--limit 0 shows all)"
    console.print(
        f"counted from {explanation.total:,} {'place' if explanation.total == 1 else 'places'} in the sources{rest}"
    )
    for row, raw in zip(explanation.evidence, records, strict=True):
        print_row(console, row, raw, files[row.file])


def print_row(console: Console, row: Evidence, raw: Records, file: Shown) -> None:
    """Where a row of evidence stands, and what the file says there; of a page the text around the mention."""
    keys = {name: value for name, value in row.keys.items() if value is not None}
    number = f"row {row.source_row}" if row.source_row else None
    if file.is_document:
        page = keys.pop("page", None)
        number = f"page {page}" if page else None
        raw = [(frame, values) for frame, values in raw if frame == ("pages" if page else "documents")]
        raw = [(frame, _around(values, str(keys.get("snippet", "")))) for frame, values in raw]
    place = ", ".join(filter(None, (row.source_file, file.sheet and f"sheet {file.sheet}", number)))
    said_of_it = ", ".join(f"{name}={value}" for name, value in keys.items())
    console.print(f"\n[bold]{escape(printable(place))}[/bold]  {escape(printable(said_of_it))}")
    for frame, values in raw:
        said = " · ".join(f"{name}: {' '.join(value.split())}" for name, value in values.items())
        console.print(escape(printable(f"  {said}" if frame == "rows" else f"  {frame}: {said}")))
    if not raw and row.sha256 and row.source_row:
        console.print(f"  [dim]not in this storage's archive (content {row.sha256[:12]}…)[/dim]")


def _around(values: Mapping[str, str], snippet: str) -> dict[str, str]:
    """``values`` with at most ``LONGEST`` characters of their text, ``snippet`` in the middle."""
    if "text" not in values:
        return dict(values)
    text, words = " ".join(values["text"].split()), " ".join(snippet.split())
    spare = max(LONGEST - len(words), 0)
    start = min(max(text.find(words) - spare // 2, 0), max(len(text) - LONGEST, 0))
    part = text[start : start + LONGEST]
    shown = f"{'… ' if start else ''}{part}{' …' if start + LONGEST < len(text) else ''}"
    return {**values, "text": shown}
