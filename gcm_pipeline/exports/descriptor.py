"""``datapackage.json``: what the files are, in the words of Frictionless Data.

Belongs here: the descriptor, made from the declared tables and the cards. Does not belong here: the files.
Source: Data Package 1.0 (https://specs.frictionlessdata.io/data-package/). HXL's row is kept out of the data by
``commentRows``, which version 2 of the standard has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Numeric

from gcm_pipeline.exports import as_xlsx
from gcm_pipeline.exports.folder import PACKAGE, README, SOURCES
from gcm_pipeline.exports.hxl import hashtags
from gcm_pipeline.exports.tables import Exported
from gcm_pipeline.sources.card import cards, load_card

TYPES = {Boolean: "boolean", Integer: "integer", Numeric: "number", Date: "date", DateTime: "datetime"}
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True, "commentRows": [2]}
TITLE = "Support for the Global Compact for Migration: marts and core tables"
DESCRIPTION = (
    "The published warehouse of gcm-pipeline: figures (mart) and the cleaned tables they are counted from (core). "
    f"How to read them, and under which terms, is in {README}."
)


def descriptor(folder: Path, exported: Sequence[Exported]) -> dict[str, Any]:
    """The descriptor of the files in ``folder``, which is a pure function of their bytes and of the declarations."""
    names = {each.name for each in exported}
    resources = [
        _resource(folder, each, form, names)
        for form in ("csv", "parquet")
        for each in exported
        if (folder / form / f"{each.name}.{form}").exists()
    ]
    if (folder / as_xlsx.FILE).exists():
        resources.append(_file(folder, "gcm_tables", as_xlsx.FILE) | {"type": "file", "title": "All tables as sheets"})
    behind = sorted({source for each in exported for source in each.sources})
    return {
        "profile": "data-package",
        "name": PACKAGE,
        "title": TITLE,
        "description": DESCRIPTION,
        "licenses": _licences(behind),
        "sources": _sources(behind),
        "resources": resources,
    }


def _resource(folder: Path, exported: Exported, form: str, names: Iterable[str]) -> dict[str, Any]:
    name = exported.name if form == "csv" else f"{exported.name}.{form}"
    resource = _file(folder, name, f"{form}/{exported.name}.{form}") | {
        "title": exported.table.name,
        "description": exported.table.comment,
        "schema": _schema(exported, form, names),
        "licenses": _licences(exported.sources),
        "sources": _sources(exported.sources),
    }
    if form == "csv":
        return resource | {"profile": "tabular-data-resource", "encoding": "utf-8", "dialect": DIALECT}
    return resource | {"type": "file"}


def _file(folder: Path, name: str, path: str) -> dict[str, Any]:
    form = path.rpartition(".")[2]
    with (folder / path).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = (folder / path).stat().st_size
    about = {"name": name, "path": path, "profile": "data-resource", "format": form, "mediatype": MEDIA[form]}
    return about | {"bytes": size, "hash": f"sha256:{digest}"}


def _schema(exported: Exported, form: str, names: Iterable[str]) -> dict[str, Any]:
    table = exported.table
    fields = [
        _field(column) | ({"hxl": hashtag} if form == "csv" else {})
        for column, hashtag in zip(table.columns, hashtags(table), strict=True)
    ]
    schema: dict[str, Any] = {"fields": fields, "primaryKey": table.primary_key.columns.keys()}
    foreign = [
        {
            "fields": constraint.column_keys,
            "reference": {
                "resource": "" if target == table else f"{target.fullname}{'' if form == 'csv' else f'.{form}'}",
                "fields": [element.column.name for element in constraint.elements],
            },
        }
        for constraint in sorted(table.foreign_key_constraints, key=lambda each: tuple(each.column_keys))
        if (target := constraint.referred_table).fullname in names
    ]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _field(column: Column[Any]) -> dict[str, Any]:
    kind = next((name for base, name in TYPES.items() if isinstance(column.type, base)), "string")
    field = {"name": column.name, "type": kind, "description": column.comment}
    # An empty text is no missing one to the warehouse, but it is in a CSV; only a key of its own is never empty.
    filled = not column.nullable and (kind != "string" or list(column.table.primary_key) == [column])
    return field | ({"constraints": {"required": True}} if filled else {})


def _licences(sources: Iterable[str]) -> list[dict[str, str]]:
    """The terms of each source as its card words them; v1 wants a name or a path, so the path says where they stand."""
    found = [
        {"name": f"{source}-terms", "path": SOURCES, "title": load_card(source).licence}
        for source in sources
        if source in cards()
    ]
    return found or [{"name": "terms", "path": README, "title": f"See {README}"}]


def _sources(sources: Iterable[str]) -> list[dict[str, str]]:
    found = []
    for source in sources:
        if source not in cards():
            found.append({"title": "Reference tables of gcm-pipeline; each row names its source"})
            continue
        card = load_card(source)
        said = f"{card.title} ({card.publisher})" + ("; in part or whole internal" if card.internal else "")
        found.append({"title": said} | ({"path": card.url} if card.url else {}))
    return found
