"""One reading of an IATI file as the nightly job reads it: ``python -m benchmarks.iati_read FILE`` prints its counts.

Belongs here: counting the raw frames. Does not belong here: timing (iati.py).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati


def run(path: Path) -> dict[str, int]:
    """Rows of the frames ``activities`` and ``transactions``."""
    file = SnapshotFile("iati", f"iati/{path.name}", path, "0" * 64, path.stat().st_size, datetime.now(UTC))
    rows: Counter[str] = Counter()
    for name, table in iati.read(file):
        rows[name] += table.num_rows
    return {name: rows[name] for name in ("activities", "transactions")}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]))))
