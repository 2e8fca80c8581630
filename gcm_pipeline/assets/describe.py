"""What the Dagster UI shows of an asset: group, kinds, owner, column schema, row count, preview.

Belongs here: metadata made from declarations and frames. Does not belong here: any computation of an asset.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg
import pyarrow as pa
import sqlalchemy as sa

from gcm_pipeline.reports import markdown
from gcm_pipeline.sources.card import Card

GROUPS = {
    "snapshots": "step1_snapshots",
    "raw": "step2_raw",
    "clean": "step3_clean",
    "core": "step4_core",
    "quality": "step5_quality",
    "marts": "step6_marts",
    "publish": "step7_publish",
}
"""Dagster sorts groups by name; the numbers keep them in the order of the flow."""

OWNERS = ["team:gcm-data"]
PREVIEW_ROWS = 5


def placed(stage: str, *kinds: str) -> dict[str, Any]:
    """Group, owner and kinds of an asset in ``stage`` of the flow."""
    return {"group_name": GROUPS[stage], "owners": OWNERS, "kinds": set(kinds)}


def column_schema(table: sa.Table) -> dg.TableSchema:
    """The declared columns of a warehouse table, with types, keys and comments."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=str(column.type).lower(),
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=bool(column.nullable), unique=_alone_key(table, column)),
            )
            for column in table.columns
        ]
    )


def _alone_key(table: sa.Table, column: sa.Column[Any]) -> bool:
    return list(table.primary_key.columns) == [column]


def frame_schema(schemas: Mapping[str, pa.Schema], card: Card) -> dg.TableSchema:
    """The columns of the raw frames, each name once; the card says what each field of a tabular one is."""
    columns: dict[str, dg.TableColumn] = {}
    for frame, schema in schemas.items():
        said = card.frames[frame].fields
        for name in schema.names:
            description = said[name].description if name in said else None
            columns.setdefault(name, dg.TableColumn(name, type=str(schema.field(name).type), description=description))
    return dg.TableSchema(columns=list(columns.values()))


def cleaned_lineage(table: sa.Table, frames: Mapping[str, pa.Schema]) -> dg.TableColumnLineage:
    """The raw field that each column of a core table is cleaned from.

    A column's ``info["cleaned_from"]`` names it; without that it is the field of the same name, if there is one.
    """
    raw = dg.AssetKey(f"raw_{table.info['source']}")
    fields = {name for schema in frames.values() for name in schema.names}
    origins = {column.name: column.info.get("cleaned_from", column.name) for column in table.columns}
    return dg.TableColumnLineage(
        {
            name: [dg.TableColumnDep(asset_key=raw, column_name=field)]
            for name, field in origins.items()
            if field in fields
        }
    )


def frame_preview(frame: pa.Table, rows: int = PREVIEW_ROWS) -> dg.MarkdownMetadataValue:
    """The first rows of a frame as a Markdown table, cells cut short and escaped."""
    head = frame.slice(0, rows)
    return rows_preview(head.column_names, zip(*(column.to_pylist() for column in head.columns), strict=True))


def rows_preview(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> dg.MarkdownMetadataValue:
    """Rows as a Markdown table; what a source wrote stays text, whatever it contains."""
    return dg.MetadataValue.md(markdown.table(columns, rows))
