"""Assets of quality and lineage: what was rejected or reported, and the books of every file.

Belongs here: gathering over all sources. Does not belong here: how a finding comes about (normalise/).
"""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg
import pyarrow as pa
import sqlalchemy as sa

from gcm_pipeline import frames
from gcm_pipeline.assets.describe import PREVIEW_ROWS, column_schema, frame_preview, placed
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import findings
from gcm_pipeline.version import made_of
from gcm_pipeline.warehouse import load as loading
from gcm_pipeline.warehouse.tables import lineage, quality
from gcm_pipeline.warehouse.tables.base import asset_name

PART = 10_000
"""Findings looked at at a time; each holds the whole row that it is about."""


def quality_assets(sources: Sequence[str]) -> list[dg.AssetsDefinition]:
    """``quality_rejected_rows``, ``quality_reported_rows`` and ``lineage_load_files``."""
    return [
        _gathered(quality.rejected_rows, sources, findings.REJECTED),
        _gathered(quality.reported_rows, sources, findings.REPORTED),
        _load_files(sources),
    ]


def gather(load: Load, table: sa.Table, cleaned: Mapping[str, FrameSet], scopes: tuple[str, ...]) -> FrameSet:
    """The findings of ``scopes`` of all sources as the frame of ``table``, built in staging."""

    def numbered() -> Iterator[tuple[str, pa.Table]]:
        for source, clean in cleaned.items():
            yield table.name, findings.numbered(source, clean.batches("findings", PART), scopes)

    made = made_of(table.name, *(clean.identity("findings") for clean in cleaned.values()))
    kept = frames.make(load.counting.set_of(table).directory, made, numbered)
    load.loading.rows(table, kept)
    return kept


def keep_books(load: Load, raw: Mapping[str, FrameSet], cleaned: Mapping[str, FrameSet]) -> FrameSet:
    """The books of every file of all sources as the frame of lineage.load_files, built in staging."""
    import pandas as pd

    table, parts = lineage.load_files, []
    for source, clean in cleaned.items():
        part = findings.books(raw[source]["files"], clean["books"])
        part.insert(0, "source", pd.Series([source] * len(part), dtype=pd.ArrowDtype(pa.string())))
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    loading.write(load.warehouse, table, frame, load.load_id)
    return frames.write(load.counting.set_of(table).directory, [(table.name, frame)])


def _gathered(table: sa.Table, sources: Sequence[str], scopes: tuple[str, ...]) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(table),
        ins={source: dg.AssetIn(f"clean_{source}") for source in sources},
        description=table.comment,
        metadata={"dagster/column_schema": column_schema(table)},
        **placed("quality", "postgres", "table"),
    )
    def gathered(load: dg.ResourceParam[Load], **cleaned: FrameSet) -> dg.MaterializeResult:
        kept = gather(load, table, {source: cleaned[source] for source in sources}, scopes)
        rules = kept.arrow(table.name, ["source", "rule"]).group_by(["source", "rule"]).aggregate([([], "count_all")])
        counts = rules.sort_by([("source", "ascending"), ("rule", "ascending")])
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": kept.rows(table.name),
                "preview": frame_preview(kept.head(table.name, PREVIEW_ROWS)),
                "rules": frame_preview(counts, rows=50),
            }
        )

    return gathered


def _load_files(sources: Sequence[str]) -> dg.AssetsDefinition:
    table = lineage.load_files
    raw = {f"raw_{source}": dg.AssetIn(f"raw_{source}") for source in sources}
    clean = {f"clean_{source}": dg.AssetIn(f"clean_{source}") for source in sources}

    @dg.asset(
        name=asset_name(table),
        ins=raw | clean,
        description=table.comment,
        metadata={"dagster/column_schema": column_schema(table)},
        **placed("quality", "postgres", "table"),
    )
    def load_files(load: dg.ResourceParam[Load], **sets: FrameSet) -> dg.MaterializeResult:
        raws, cleans = ({source: sets[f"{step}_{source}"] for source in sources} for step in ("raw", "clean"))
        books = keep_books(load, raws, cleans).arrow(table.name)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": books.num_rows, "preview": frame_preview(books, rows=50)}
        )

    return load_files
