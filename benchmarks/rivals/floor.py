"""The floor: one DuckDB script over the files, nothing but the counts."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.rivals.exports import ACTIVE, OBJECTIVES, as_csv, write_counts


def run(landing: Path, work: Path) -> None:
    """Count; ``work`` holds the transcoded files and the answer."""
    connection = duckdb.connect()
    for name, path in {**as_csv(landing, work), "objectives": OBJECTIVES, "periods": landing / "periods.csv"}.items():
        connection.execute(f"set variable {name} = $path", {"path": str(path)})
    connection.execute("set variable active = $active", {"active": list(ACTIVE)})
    sql = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    write_counts(work, connection.execute(sql).fetchall())


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
