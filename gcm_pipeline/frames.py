"""Sets of frames on disk: how one step hands its rows to the next.

Belongs here: writing and lazily reading a folder of Parquet files with Arrow-backed columns; not writing it again when
it was made of the same things before.
Does not belong here: anything that knows what the frames mean.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gcm_pipeline import whole

TEXT = pd.ArrowDtype(pa.string())
MADE_OF = "made_of"


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame over the same memory."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


class FrameSet(Mapping[str, pd.DataFrame]):
    """A folder of ``<name>.parquet`` files, read on access; nothing is kept in memory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def path(self, name: str) -> Path:
        """The file of a frame; KeyError when the set has none of that name."""
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
        return pq.read_table(self.path(name), columns=None if columns is None else list(columns))

    def batches(self, name: str, rows: int = 1 << 16) -> Iterator[pa.RecordBatch]:
        """The frame in parts of at most ``rows`` rows, read one by one."""
        with pq.ParquetFile(self.path(name)) as file:
            yield from file.iter_batches(rows)

    def head(self, name: str, rows: int) -> pd.DataFrame:
        """The first rows of the frame."""
        return to_pandas(pa.Table.from_batches(islice(self.batches(name, rows), 1), pq.read_schema(self.path(name))))

    def with_values_of(self, name: str, columns: Collection[str]) -> pd.DataFrame:
        """The frame with the values of ``columns`` only: the others are there by name, all null, and cost nothing."""
        table = self.arrow(name, columns)
        nulls = pa.nulls(table.num_rows)
        names = pq.read_schema(self.path(name)).names
        return to_pandas(pa.table({column: table[column] if column in columns else nulls for column in names}))

    @property
    def made_of(self) -> str:
        """What the set was made of, as its maker wrote it; empty when it did not, or there is no set."""
        file = self.directory / MADE_OF
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def identity(self, name: str) -> str:
        """SHA-256 of the frame as it lies on disk: the same for the same rows in the same order."""
        file, kept = self.path(name), self.directory / f"{name}.sha256"
        if not kept.exists():
            with file.open("rb") as stream:
                whole.write_text(kept, hashlib.file_digest(stream, "sha256").hexdigest())
        return kept.read_text(encoding="utf-8")

    def rows(self, name: str) -> int:
        """Number of rows, from the file's footer."""
        return int(pq.read_metadata(self.path(name)).num_rows)


Batches = Iterable[tuple[str, "pa.Table | pd.DataFrame"]]


def make(directory: Path, made_of: str, batches: Callable[[], Batches]) -> FrameSet:
    """The set at ``directory`` if it was made of the same things before, else made anew of ``batches``."""
    kept = FrameSet(directory)
    return kept if kept.made_of == made_of else write(directory, batches(), made_of)


def write(directory: Path, batches: Batches, made_of: str = "") -> FrameSet:
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
    (unfinished / MADE_OF).write_text(made_of, encoding="utf-8")
    shutil.rmtree(directory, ignore_errors=True)
    unfinished.rename(directory)
    return FrameSet(directory)


def sign(frames: FrameSet, made_of: str) -> FrameSet:
    """Write down what a set was made of, where that is known only once it is there."""
    whole.write_text(frames.directory / MADE_OF, made_of)
    return frames


def move(frames: FrameSet, directory: Path) -> FrameSet:
    """Move a set to ``directory``, replacing what it held."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(directory, ignore_errors=True)
    shutil.move(frames.directory, directory)
    return FrameSet(directory)
