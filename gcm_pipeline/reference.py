"""The small tables that people edit: ``data/reference/*.csv``.

Belongs here: finding and reading them, with the file and row of each line.
Does not belong here: what the pipeline does with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "data" / "reference"


class Reference(Mapping[str, "pd.DataFrame"]):
    """The reference tables by name, as text columns plus ``source_file`` and ``source_row`` (the header is row 1)."""

    def __init__(self, directory: Path = REFERENCE) -> None:
        self._directory = directory
        self._read: dict[str, pd.DataFrame] = {}

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return {path.stem: path for path in sorted(self._directory.glob("*.csv"))}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._read:
            self._read[name] = _read_csv(self._paths[name])
        return self._read[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _read_csv(path: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa
    from pyarrow import csv

    from gcm_pipeline.frames import to_pandas

    table = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in _header(path)}, strings_can_be_null=True, null_values=[""]
        ),
    )
    frame = to_pandas(table)
    frame["source_file"] = pd.Series([f"reference/{path.name}"] * len(frame), dtype=pd.ArrowDtype(pa.string()))
    frame["source_row"] = pd.Series(range(2, len(frame) + 2), dtype=pd.ArrowDtype(pa.int32()))
    return frame


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig") as lines:
        return lines.readline().rstrip("\r\n").split(",")
