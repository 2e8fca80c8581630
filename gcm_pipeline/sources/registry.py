"""Which sources there are: a card ``<source>.yml`` and a module ``<source>.py`` each, found by name.

A source module has ``FRAMES``, the Arrow schema of each raw frame, and ``read(file)``, which yields batches of them.
Frames that the card names are those whose rows the books count. A module whose files take long to read may also have
``prepare(files)``, which is called before, with all of them, and does nothing the second time.

Belongs here: finding them. Does not belong here: a list of sources to keep by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

import pyarrow as pa

from gcm_pipeline.frames import Batch, to_pandas
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources.card import cards, load_card

if TYPE_CHECKING:
    import pandas as pd

SMALL = 8 << 20
"""Bytes of a file that is read as a whole: a workbook of this size holds some 80,000 rows."""
SOURCES: tuple[str, ...] = tuple(cards())


def frames_of(source: str) -> dict[str, pa.Schema]:
    """The schema of every raw frame of a source."""
    schemas: dict[str, pa.Schema] = import_module(f"gcm_pipeline.sources.{source}").FRAMES
    return schemas


def counted(source: str) -> dict[str, pa.Schema]:
    """The raw frames whose rows the books of the source count, in the order of its card."""
    schemas = frames_of(source)
    return {name: schemas[name] for name in load_card(source).frames}


def tries_again(source: str) -> bool:
    """Whether the same files may give more on another night, as documents do that were refused for want of time."""
    return hasattr(import_module(f"gcm_pipeline.sources.{source}"), "prepare")


def prepare(source: str, files: Iterable[SnapshotFile]) -> None:
    """Do what takes long about ``files``, as far as it has not been done before."""
    module = import_module(f"gcm_pipeline.sources.{source}")
    if hasattr(module, "prepare"):
        module.prepare(files)


def read(source: str, files: Iterable[SnapshotFile]) -> Iterator[tuple[str, pa.Table]]:
    """Raw batches of all files, in the order of their names; every frame appears, if empty.

    Small files are read in a thread beside the large ones.
    Raises InputError when a file cannot be trusted.
    """
    module = import_module(f"gcm_pipeline.sources.{source}")
    for name, schema in frames_of(source).items():
        yield name, schema.empty_table()
    ordered = sorted(files, key=lambda file: file.source_file)
    prepare(source, ordered)
    with ThreadPoolExecutor(1) as beside:
        small = {file: beside.submit(_whole, module.read, file) for file in ordered if file.bytes <= SMALL}
        for file in ordered:
            yield from small.pop(file).result() if file in small else module.read(file)


def _whole(read: Callable[[SnapshotFile], Iterator[Batch]], file: SnapshotFile) -> list[Batch]:
    return list(read(file))


def catalogue() -> pd.DataFrame:
    """The cards as rows: source, title, publisher, licence, with the card's own file as their source."""
    rows = [
        {"source": card.source, "title": card.title, "publisher": card.publisher, "licence": card.licence}
        | {"source_file": f"sources/{card.source}.yml", "source_row": 1}
        for card in map(load_card, SOURCES)
    ]
    return to_pandas(pa.Table.from_pylist(rows))
