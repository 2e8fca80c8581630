"""Sets of frames on disk: how one step hands its rows to the next.

Belongs here: writing and lazily reading a folder of Parquet files with Arrow-backed columns.
Does not belong here: anything that knows what the frames mean.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

TEXT = pd.ArrowDtype(pa.string())


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame over the same memory."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


class FrameSet(Mapping[str, pd.DataFrame]):
    """A folder of ``<name>.parquet`` files, read on access; nothing is kept in memory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def _file(self, name: str) -> Path:
        path = self.directory / f"{name}.parquet"
        if not path.exists():
            raise KeyError(name)
        return path

    def __getitem__(self, name: str) -> pd.DataFrame:
        return to_pandas(self.arrow(name))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.stem for path in self.directory.glob("*.parquet")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def arrow(self, name: str, columns: Collection[str] | None = None) -> pa.Table:
        """The frame, or some of its columns, as an Arrow table; KeyError when the set has none of that name."""
        return pq.read_table(self._file(name), columns=None if columns is None else list(columns))

    def batches(self, name: str, rows: int = 1 << 16) -> Iterator[pa.RecordBatch]:
        """The frame in parts of at most ``rows`` rows, read one by one."""
        with pq.ParquetFile(self._file(name)) as file:
            yield from file.iter_batches(rows)

    def head(self, name: str, rows: int) -> pd.DataFrame:
        """The first rows of the frame."""
        return to_pandas(pa.Table.from_batches(islice(self.batches(name, rows), 1), pq.read_schema(self._file(name))))

    def with_values_of(self, name: str, columns: Collection[str]) -> pd.DataFrame:
        """The frame with the values of ``columns`` only: the others are there by name, all null, and cost nothing."""
        table = self.arrow(name, columns)
        nulls = pa.nulls(table.num_rows)
        names = pq.read_schema(self._file(name)).names
        return to_pandas(pa.table({column: table[column] if column in columns else nulls for column in names}))

    def rows(self, name: str) -> int:
        """Number of rows, from the file's footer."""
        return int(pq.read_metadata(self._file(name)).num_rows)


def write(directory: Path, batches: Iterable[tuple[str, pa.Table | pd.DataFrame]]) -> FrameSet:
    """Write ``batches`` of (name, rows) to ``directory``, replacing what it held; batches of one name are appended.

    The set appears whole or not at all: it is written beside ``directory`` and then moved into place.
    """
    unfinished = directory.with_name(directory.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    with ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        for name, rows in batches:
            table = rows if isinstance(rows, pa.Table) else pa.Table.from_pandas(rows, preserve_index=False)
            if name not in writers:
                writer = pq.ParquetWriter(unfinished / f"{name}.parquet", table.schema.remove_metadata())
                writers[name] = files.enter_context(writer)
            writers[name].write_table(table.replace_schema_metadata(None))
    shutil.rmtree(directory, ignore_errors=True)
    unfinished.rename(directory)
    return FrameSet(directory)


def move(frames: FrameSet, directory: Path) -> FrameSet:
    """Move a set to ``directory``, replacing what it held."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(directory, ignore_errors=True)
    shutil.move(frames.directory, directory)
    return FrameSet(directory)
