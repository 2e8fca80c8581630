"""The usual way: pandas, a function applied to every cell, ``explode``, ``drop_duplicates`` and ``to_sql``."""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine

from benchmarks.rivals.exports import ACTIVE, COLUMNS, EXPORTS, OBJECTIVES, Export, periods, workbook_rows, write_counts

NUMBER = re.compile(r"(?:^|[;,\n])\s*(?:objective\s+|gcm\s+)?(\d{1,2})\b", re.IGNORECASE)
FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y")
FRAMEWORK = pd.read_csv(OBJECTIVES)


def run(landing: Path, work: Path, url: str) -> None:
    """Read, clean, load three tables and two marts into the database at ``url``."""
    rows = pd.concat([_read(export, landing) for export in EXPORTS], ignore_index=True)
    rows["project_code"] = rows["project_code"].apply(_code)
    rows["outcome_no"] = rows["outcome_no"].apply(_number)
    rows["is_active"] = rows["status"].apply(lambda status: str(status).strip().lower() in ACTIVE)
    rows["tagged_on"] = rows["tagged_on"].apply(_date)
    rows["last_modified"] = rows["last_modified"].apply(_date)
    rows["objectives"] = rows["objectives"].apply(_objectives)
    rows = rows[(rows["project_code"] != "") & (rows["outcome_no"] > 0)]

    rows["place"] = range(len(rows))
    newest = rows.sort_values(["last_modified", "place"], na_position="first")
    outcomes = newest.drop_duplicates(["project_code", "outcome_no"], keep="last").sort_values("place")
    projects = outcomes.drop_duplicates("project_code")[["project_code", "title", "status", "is_active"]]
    tags = outcomes[["project_code", "outcome_no", "tagged_on", "objectives"]].explode("objectives")
    tags = tags.dropna(subset=["objectives"]).rename(columns={"objectives": "objective_no"})
    tags["objective_no"] = tags["objective_no"].astype(int)
    clusters, objectives = _marts(tags.merge(projects[projects["is_active"]], on="project_code"), landing)

    engine = create_engine(url)
    tables = {"projects": projects, "project_outcomes": outcomes.drop(columns="objectives"), "tags": tags}
    for name, frame in {**tables, "mart_cluster": clusters, "mart_objective": objectives}.items():
        frame.to_sql(name, engine, if_exists="replace", index=False, chunksize=10_000)
    marts = [("cluster", *row) for row in clusters.itertuples(index=False)]
    write_counts(work, [*marts, *(("objective", *row) for row in objectives.itertuples(index=False))])


def _read(export: Export, landing: Path) -> pd.DataFrame:
    if export.suffix == ".xlsx":
        header, *rows = workbook_rows(landing)
        frame = pd.DataFrame(rows, columns=header).replace("", None)
    else:
        frame = pd.read_csv(
            export.path(landing),
            sep=export.delimiter,
            encoding=export.encoding,
            skiprows=export.above,
            dtype=str,
        )
    titles = {"Project Title": "title", "Titre du projet": "title", "project_title": "title", "Outcome": "statement"}
    return frame.rename(columns={**dict(zip(export.headers, COLUMNS, strict=True)), **titles, "OUTCOME": "statement"})[
        [*COLUMNS, "title", "statement"]
    ]


def _code(text: object) -> str:
    return "" if pd.isna(text) else re.sub(r"\s", "", str(text)).upper()


def _number(text: object) -> int:
    return int(str(text)) if str(text).isdecimal() else 0


def _date(text: object) -> datetime | None:
    if pd.isna(text):
        return None
    for form in FORMS:
        try:
            return datetime.strptime(str(text), form)
        except ValueError:
            continue
    return datetime(1899, 12, 30) + timedelta(days=int(str(text))) if str(text).isdecimal() else None


def _objectives(text: object) -> list[int]:
    if pd.isna(text):
        return []
    found = {int(number) for number in NUMBER.findall(str(text))}
    titles = FRAMEWORK["title"].str.lower()
    found |= {
        number for number, title in zip(FRAMEWORK["objective_no"], titles, strict=True) if title in str(text).lower()
    }
    return sorted(found & set(FRAMEWORK["objective_no"]))


def _marts(tags: pd.DataFrame, landing: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    tags = tags.merge(FRAMEWORK[["objective_no", "cluster_code"]], on="objective_no")
    found: dict[str, list[pd.DataFrame]] = {"cluster_code": [], "objective_no": []}
    for period in periods(landing):
        own = tags
        if period["Start"]:
            own = tags[tags["tagged_on"].between(period["Start"], period["End"])]
        for item, frames in found.items():
            counts = own.groupby(item)["project_code"].nunique().reset_index()
            counts.insert(0, "period", period["Period Code"])
            frames.append(counts)
    return pd.concat(found["cluster_code"]), pd.concat(found["objective_no"])


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
