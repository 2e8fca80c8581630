"""How one CSV file is to be read: what its reader and the handling of its damaged rows share.

Belongs here: that description, and the parser's options that follow from it. Does not belong here: reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
from pyarrow import csv as arrow_csv

from gcm_pipeline.errors import InputError
from gcm_pipeline.sources.tabular_header import Header


def texts(width: int) -> pa.Schema:
    """``width`` text columns, named by their place."""
    return pa.schema([(str(place), pa.string()) for place in range(width)])


@dataclass(frozen=True)
class Layout:
    """``start``: the byte below the header; ``reach``: the cells that a row must have to hold all required columns."""

    path: Path
    source_file: str
    encoding: str
    delimiter: str
    header: Header
    start: int
    reach: int

    @property
    def width(self) -> int:
        """Cells of the header row."""
        return len(self.header.cells)

    def parsing(
        self, set_aside: Callable[[arrow_csv.InvalidRow], Literal["skip"]] | None = None
    ) -> arrow_csv.ParseOptions:
        """Options under which every record counts, blank lines included; misfits go to ``set_aside``."""
        return arrow_csv.ParseOptions(
            delimiter=self.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        )

    def unclosed(self, row: int) -> InputError:
        """The error for a quote that is opened in ``row`` and swallows what follows."""
        return InputError(
            "A quote that is opened in this row is not closed, or the file was cut off",
            remedy="Export the file again, or close the quote.",
            file=self.source_file,
            row=row,
        )


def conversion(width: int) -> arrow_csv.ConvertOptions:
    """Options under which all cells are text and only empty ones are null; the encoding was checked before."""
    return arrow_csv.ConvertOptions(
        check_utf8=False,
        column_types=texts(width),
        strings_can_be_null=True,
        null_values=[""],
    )
