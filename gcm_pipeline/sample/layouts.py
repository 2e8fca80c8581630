"""The files that the project exports come in, read from ``layouts.yml``.

Belongs here: which file takes which projects, with which headers and forms. Does not belong here: writing them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from gcm_pipeline.sample import packaged
from gcm_pipeline.sample.arrays import Ints


@dataclass(frozen=True)
class Layout:
    """One file of ``prima/``; the fields are those of ``layouts.yml``. A file without delimiter is a workbook."""

    name: str
    file: str
    share: int
    language: str
    dates: str
    title: str
    between: str
    statuses: dict[str, list[str]]
    objectives: list[list[str]]
    headers: dict[str, str]
    encoding: str = "utf-8"
    delimiter: str = ""
    extra_column: str = ""
    at_most: int = 0


@cache
def layouts() -> tuple[Layout, ...]:
    """All layouts, in the order of ``layouts.yml``."""
    return tuple(Layout(name=name, **settings) for name, settings in packaged.document("layouts").items())


def chosen(layout_draw: npt.NDArray[np.float64], ordinal: Ints) -> Ints:
    """Which layout each project goes to, by its draw from 0 to 1.

    A layout that takes ``at_most`` so many projects leaves the later ones to the first layout.
    """
    bounds = np.cumsum([layout.share for layout in layouts()])
    choice: Ints = np.searchsorted(bounds, layout_draw * bounds[-1], side="right")
    for number, layout in enumerate(layouts()):
        if layout.at_most:
            choice[(choice == number) & (ordinal * layout.share >= layout.at_most * 100)] = 0
    return choice
