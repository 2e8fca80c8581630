"""Running the dbt project of ``dbt/`` against PostgreSQL or DuckDB.

Belongs here: its seeds, its profile and the call. Does not belong here: its models (dbt/models).
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from dbt.cli.main import dbtRunner

from benchmarks.rivals.exports import ACTIVE, OBJECTIVES, periods

COUNTS = (Path(__file__).parent / "dbt" / "counts.sql").read_text(encoding="utf-8")


def build(target: str, landing: Path, work: Path, url: str = "", paths: Mapping[str, str] | None = None) -> None:
    """``dbt build`` in a copy of the project under ``work``. Ends the process when dbt fails."""
    project = work / "dbt"
    shutil.copytree(Path(__file__).parent / "dbt", project)
    (project / "seeds").mkdir()
    shutil.copy(OBJECTIVES, project / "seeds")
    with (project / "seeds" / "periods.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(("period_code", "start_date", "end_date"))
        written.writerows((row["Period Code"], row["Start"], row["End"]) for row in periods(landing))
    host = parse_qs(urlsplit(url).query).get("host", [""])[0]
    os.environ.update({"RIVAL_HOST": host, "RIVAL_FILE": str(work / "rival.duckdb")})
    variables = json.dumps({"paths": dict(paths or {}), "active": list(ACTIVE)})
    places = ("--project-dir", str(project), "--profiles-dir", str(project))
    result = dbtRunner().invoke(["--quiet", "build", *places, "--target", target, "--vars", variables])
    if not result.success:
        sys.exit(f"dbt failed: {result.exception or 'see above'}")
