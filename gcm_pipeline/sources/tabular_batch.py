"""Some rows of a tabular file, as its reader hands them over.

Belongs here: the one type that the CSV and the XLSX reader share. Does not belong here: anything that makes or uses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gcm_pipeline.sources.findings import Finding


@dataclass(frozen=True)
class Batch:
    """``cells``: one text column per cell of the header row, empty cells null; ``numbers``: row number of each row.

    ``padded`` is how many of the rows lacked empty cells at their end.
    """

    cells: pa.Table
    numbers: npt.NDArray[np.int64]
    findings: list[Finding] = field(default_factory=list)
    padded: int = 0
