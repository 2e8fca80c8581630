"""dbt alone: dbt-duckdb reads the files and builds the same two marts in a DuckDB file."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.rivals import dbt_project
from benchmarks.rivals.exports import as_csv, write_counts


def run(landing: Path, work: Path) -> None:
    """Build, then read the counts."""
    paths = {name: str(path) for name, path in as_csv(landing, work).items()}
    dbt_project.build("duckdb", landing, work, paths=paths)
    with duckdb.connect(work / "rival.duckdb") as connection:
        write_counts(work, connection.execute(dbt_project.COUNTS).fetchall())


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
