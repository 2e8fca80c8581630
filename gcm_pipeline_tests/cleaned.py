"""What a normaliser yields, as frames by name: the form in which tests look at it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from gcm_pipeline.frames import to_pandas


def as_frames(cleaned: Iterable[tuple[str, pa.Table]]) -> dict[str, pd.DataFrame]:
    return {name: to_pandas(table) for name, table in cleaned}
