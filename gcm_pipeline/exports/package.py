"""An export as a whole: tables, descriptor and texts, from one picture of the warehouse.

Belongs here: the order of things; each table is read once, however many forms it is written in.
Does not belong here: how any one file is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from gcm_pipeline.exports import readme
from gcm_pipeline.exports.as_csv import CsvFiles
from gcm_pipeline.exports.as_parquet import ParquetFiles
from gcm_pipeline.exports.as_xlsx import Workbook
from gcm_pipeline.exports.descriptor import descriptor
from gcm_pipeline.exports.folder import DESCRIPTOR, README, SOURCES, replacing
from gcm_pipeline.exports.formats import Format, Writer
from gcm_pipeline.exports.tables import Exported, exported
from gcm_pipeline.warehouse.engine import Warehouse
from gcm_pipeline.warehouse.read import Picture, picture


@dataclass(frozen=True)
class Written:
    """What an export holds; ``left_out`` names the tables that are too long for the workbook."""

    tables: int
    rows: int
    left_out: list[str]
    internal: list[str]


def write(
    warehouse: Warehouse,
    folder: Path,
    formats: Collection[Format],
    *,
    public: bool = False,
    begin: Callable[[int], None] = lambda rows: None,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> Written:
    """Write every mart and core table to ``folder`` in each of ``formats``; an earlier export there is replaced.

    ``begin`` is told how many rows there are in all, ``progress`` of each table and each block of rows. With ``public``
    the rows of internal sources stay inside. Raises UsageError where nothing is published, or the folder will not do.
    """
    chosen = exported(public=public)
    with replacing(folder) as work, picture(warehouse) as published:
        rows = {each.name: published.count(each.table) for each in chosen}
        begin(sum(rows.values()))
        left_out = _write_tables(published, work, formats, chosen, rows, progress)
        (work / README).write_text(readme.readme(chosen, rows, left_out), encoding="utf-8")
        (work / SOURCES).write_text(readme.sources(chosen), encoding="utf-8")
        described = json.dumps(descriptor(work, chosen), ensure_ascii=False, indent=2)
        (work / DESCRIPTOR).write_text(f"{described}\n", encoding="utf-8")
    return Written(len(chosen), sum(rows.values()), left_out, [each.name for each in chosen if each.is_internal])


def _write_tables(
    published: Picture,
    work: Path,
    formats: Collection[Format],
    chosen: list[Exported],
    rows: dict[str, int],
    progress: Callable[[str, int], None],
) -> list[str]:
    """Returns the names of the tables that are too long for the workbook."""
    with ExitStack() as stack:
        workbook = stack.enter_context(Workbook(work)) if Format.XLSX in formats else None
        makers: dict[Format, Writer | None] = {
            Format.PARQUET: ParquetFiles(work),
            Format.CSV: CsvFiles(work),
            Format.XLSX: workbook,
        }
        writers = [writer for form in Format if form in formats and (writer := makers[form])]
        for each in chosen:
            _write_table(published, writers, each, rows[each.name], progress)
    return workbook.left_out if workbook else []


def _write_table(
    published: Picture, writers: list[Writer], each: Exported, rows: int, progress: Callable[[str, int], None]
) -> None:
    with ExitStack() as stack:
        opened = [stack.enter_context(writer.table(each, rows)) for writer in writers]
        appends = [append for append in opened if append]
        progress(each.name, 0)
        for block in published.blocks(each.table) if appends else ():
            for append in appends:
                append(block)
            progress(each.name, block.num_rows)
