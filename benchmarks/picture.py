"""Time and memory against size, as a picture.

Belongs here: the drawing. Does not belong here: what is drawn (results.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import altair as alt
import pandas as pd

from benchmarks.contest import CONTESTANTS, Measurement
from benchmarks.results import MIB, medians

SIDES = {"seconds": "seconds (median)", "memory": "peak memory, MiB (median)"}


def draw(path: Path, measurements: Iterable[Measurement]) -> None:
    """Write an SVG with two panels; both axes are logarithmic, so that a line at 45 degrees is growth with size."""
    rows = [
        {"projects": size, "contestant": CONTESTANTS[name], "seconds": found[0], "memory": found[1] / MIB}
        for (size, name), found in medians(measurements).items()
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("projects:Q", title="projects", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s")),
        color=alt.Color("contestant:N", title=None, sort=list(CONTESTANTS.values()), legend=alt.Legend(labelLimit=400)),
    )
    panels = [
        base.mark_line(point=True)
        .encode(y=alt.Y(f"{side}:Q", title=title, scale=alt.Scale(type="log"), axis=alt.Axis(format="~s")))
        .properties(width=380, height=320)
        for side, title in SIDES.items()
    ]
    alt.hconcat(*panels, title="The nightly job and what would be used instead (synthetic samples)").save(str(path))
