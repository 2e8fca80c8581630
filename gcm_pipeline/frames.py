"""Sets of frames on disk: how one step hands its rows to the next.

Belongs here: writing and lazily reading a folder of Parquet files with Arrow-backed columns; not writing it again when
it was made of the same things before.
Does not belong here: anything that knows what the frames mean.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from gcm_pipeline import whole

if TYPE_CHECKING:
    import pandas as pd

MADE_OF = "made_of"
Batch: TypeAlias = "tuple[str, pa.Table | pd.DataFrame]"
_ROW_GROUP = 1 << 17
"""Rows that Parquet keeps together, and so what a writer holds of a frame."""
_DICTIONARY = 64 << 20
"""Bytes: the different texts of a row group stay a dictionary, so that ``encoded`` finds them counted out."""


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame over the same memory."""
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


class FrameSet(Mapping[str, "pd.DataFrame"]):
    """A folder of ``<name>.parquet`` files, read on access; nothing is kept in memory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, name: str) -> Path:
        """The file of a frame; KeyError when the set has none of that name."""
        if name not in self:
            raise KeyError(name)
        return self.directory / f"{name}.parquet"

    def __getitem__(self, name: str) -> pd.DataFrame:
        return to_pandas(self.arrow(name))

    def __contains__(self, name: object) -> bool:
        return (self.directory / f"{name}.parquet").exists()  # without reading it

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self.directory.glob("*.parquet")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def arrow(self, name: str, columns: Collection[str] | None = None) -> pa.Table:
        """The frame, or some of its columns, as an Arrow table; KeyError when the set has none of that name."""
        return pq.read_table(self.path(name), columns=None if columns is None else list(columns))

    def encoded(self, name: str, columns: Collection[str] | None = None, chosen: pa.Array | None = None) -> pa.Table:
        """The frame, each column of text as one dictionary and its codes: little memory where texts repeat.

        With ``columns`` and ``chosen``, a mask, only these columns and rows.
        """
        schema = [one for one in pq.read_schema(self.path(name)) if columns is None or one.name in columns]
        with ThreadPoolExecutor(pa.cpu_count()) as pool:
            read = pool.map(lambda field: self._column(name, field, chosen), schema)
            return pa.table(list(read), names=[field.name for field in schema])

    def _column(self, name: str, field: pa.Field, chosen: pa.Array | None) -> pa.Array:
        is_text = field.type == pa.string()
        with pq.ParquetFile(self.path(name), read_dictionary=[field.name] if is_text else None) as file:
            if chosen is None:
                return file.read([field.name], use_threads=False)[0].combine_chunks()
            parts, at = [], 0
            for batch in file.iter_batches(_ROW_GROUP, columns=[field.name], use_threads=False):
                own = batch.column(0).filter(chosen.slice(at, batch.num_rows))
                parts.append(own.cast(field.type))  # without the texts of other rows
                at += batch.num_rows
        column = pa.chunked_array(parts, field.type)
        return (column.dictionary_encode() if is_text else column).combine_chunks()

    def batches(self, name: str, rows: int = 1 << 14) -> Iterator[pa.RecordBatch]:
        """The frame in parts of at most ``rows`` rows, read one by one."""
        with pq.ParquetFile(self.path(name)) as file:
            yield from file.iter_batches(rows)

    def head(self, name: str, rows: int) -> pa.Table:
        """The first rows of the frame."""
        return pa.Table.from_batches(islice(self.batches(name, rows), 1), pq.read_schema(self.path(name)))

    @property
    def made_of(self) -> str:
        """What the set was made of, as its maker wrote it; empty when it did not, or there is no set."""
        file = self.directory / MADE_OF
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def identity(self, name: str, columns: Collection[str] | None = None) -> str:
        """SHA-256 of the frame, or of some of its columns, as it lies on disk.

        The same for the same values in the same order.
        """
        file, kept = self.path(name), self.directory / f"{name}.sha256.json"
        if not kept.exists():
            whole.write_text(kept, json.dumps(_column_hashes(file)))
        hashes: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
        own = sorted(hashes if columns is None else columns)
        return hashlib.sha256("".join(f"{column} {hashes[column]}\n" for column in own).encode()).hexdigest()

    def rows(self, name: str) -> int:
        """Number of rows, from the file's footer."""
        return int(pq.read_metadata(self.path(name)).num_rows)


def _column_hashes(file: Path) -> dict[str, str]:
    """For each column SHA-256 of its pages, which hold nothing else."""
    about = pq.read_metadata(file)
    found = {name: hashlib.sha256() for name in about.schema.to_arrow_schema().names}
    with file.open("rb") as stream:
        for group in range(about.num_row_groups):
            for place in range(about.num_columns):
                chunk = about.row_group(group).column(place)
                stream.seek(min(chunk.data_page_offset, chunk.dictionary_page_offset or chunk.data_page_offset))
                column = chunk.path_in_schema.split(".")[0]  # a column of lists lies in several chunks
                found[column].update(stream.read(chunk.total_compressed_size))
    return {name: digest.hexdigest() for name, digest in found.items()}


def make(directory: Path, made_of: str, batches: Callable[[], Iterable[Batch]]) -> FrameSet:
    """The set at ``directory`` if it was made of the same things before, else made anew of ``batches``."""
    kept = FrameSet(directory)
    return kept if kept.made_of == made_of else write(directory, batches(), made_of)


def write(directory: Path, batches: Iterable[Batch], made_of: str = "") -> FrameSet:
    """Write ``batches`` of (name, rows) to ``directory``, replacing what it held; batches of one name are appended.

    The set appears whole or not at all: it is written beside ``directory`` and then moved into place. Each batch is
    made in another thread while the one before it is written.
    """
    unfinished = directory.with_name(directory.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    with ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        for name, rows in _ahead(_filled(batches)):
            table = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
            table = table.replace_schema_metadata(None)
            if name not in writers:
                writers[name] = files.enter_context(_writer(unfinished / f"{name}.parquet", table.schema))
            writers[name].write_table(table, _ROW_GROUP)
    (unfinished / MADE_OF).write_text(made_of, encoding="utf-8")
    _remove(directory)
    unfinished.rename(directory)
    return FrameSet(directory)


def sign(frames: FrameSet, made_of: str) -> FrameSet:
    """Write down what a set was made of, where that is known only once it is there."""
    whole.write_text(frames.directory / MADE_OF, made_of)
    return frames


def _filled(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The first batch of each name, and those with rows: without the others each writing has its making beside it."""
    names: set[str] = set()
    for name, rows in batches:
        if len(rows) or name not in names:
            names.add(name)
            yield name, rows


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(next, batches, None)
        while batch := following.result():
            following = thread.submit(next, batches, None)
            yield batch


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path,
        schema,
        compression="lz4",
        use_dictionary=[field.name for field in schema if field.type == pa.string()],
        dictionary_pagesize_limit=_DICTIONARY,
        write_statistics=False,
    )


def _remove(directory: Path) -> None:
    """Remove a set: first what it was made of, so that no half of it is ever taken for it."""
    (directory / MADE_OF).unlink(missing_ok=True)
    shutil.rmtree(directory, ignore_errors=True)


def move(frames: FrameSet, directory: Path) -> FrameSet:
    """Move a set to ``directory``, replacing what it held."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    _remove(directory)
    shutil.move(frames.directory, directory)
    return FrameSet(directory)
