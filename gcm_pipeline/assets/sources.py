"""Assets of one source, up to its clean frames: ``snapshot_<source>``, ``raw_<source>``, ``clean_<source>``.

Belongs here: the Dagster face of snapshots, intake and normalisers, made from the source's card.
Does not belong here: anything that differs between sources.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import sqlalchemy as sa

from gcm_pipeline import disk, frames, intake
from gcm_pipeline.assets.checks import record, table_suite
from gcm_pipeline.assets.describe import PREVIEW_ROWS, frame_preview, frame_schema, placed
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality import checking
from gcm_pipeline.quality.outcomes import ACCEPTED, Outcome
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources import registry
from gcm_pipeline.sources.card import Card
from gcm_pipeline.version import made_of
from gcm_pipeline.warehouse.tables import of_source
from gcm_pipeline.warehouse.tables.lineage import load_files

if TYPE_CHECKING:
    import pandas as pd


def source_assets(card: Card) -> list[dg.AssetsDefinition]:
    """Snapshot, raw and clean asset of one source."""
    return [_snapshot(card), _raw(card), _clean(card)]


def _snapshot(card: Card) -> dg.AssetsDefinition:
    @dg.asset(
        name=f"snapshot_{card.source}",
        deps=["landing"],
        description=f"{card.title}: files of all its places, archived by content hash. {card.description}",
        metadata={"publisher": card.publisher, "licence": card.licence},
        **placed("snapshots", "file"),
    )
    def snapshot(pipeline: PipelineSettings, load: dg.ResourceParam[Load]) -> dg.MaterializeResult[str]:
        archive, places = pipeline.archive(card.source), pipeline.places()
        if places is None:
            return dg.MaterializeResult(value="", metadata={"read as of": str(pipeline.moment)})
        try:
            manifest, new = archive.take(places, places.files(card.source, card.accepts))
        except (PipelineError, OSError) as error:
            problem = str(error if isinstance(error, PipelineError) else disk.refusal(str(error)) or error)
            return dg.MaterializeResult(value=problem, metadata={"problem": problem})
        if new:
            checking.prepare()
        load.preparing.begin(card.source, manifest.files)
        size = sum(file.bytes for file in manifest.files)
        return dg.MaterializeResult(value="", metadata={"files": len(manifest.files), "new": new, "bytes": size})

    return snapshot


def _raw(card: Card) -> dg.AssetsDefinition:
    name = f"raw_{card.source}"
    counted = registry.counted(card.source)

    @dg.asset(
        name=name,
        ins={"problem": dg.AssetIn(f"snapshot_{card.source}")},
        description=f"{card.title}: cells as text, with file and row. Falls back to the last good files.",
        io_manager_key="frames",
        check_specs=[
            dg.AssetCheckSpec(
                ACCEPTED, asset=name, description="The newest files were read and passed the suites of the raw frames"
            )
        ],
        metadata={"dagster/column_schema": frame_schema(counted, card)},
        **placed("raw", "parquet"),
    )
    # Without a return annotation: Dagster takes that of an asset with checks to mean that there is no value.
    def raw(  # type: ignore[no-untyped-def]
        pipeline: PipelineSettings, load: dg.ResourceParam[Load], problem: str
    ):
        settings = pipeline.settings()
        load.preparing.wait(card.source)
        taken = intake.take_in(
            pipeline.archive(card.source),
            card,
            settings.frames / name,
            load.checking,
            as_of=pipeline.moment,
            problem=problem or None,
        )
        verdict = Outcome(
            ACCEPTED,
            "error",
            taken.problem is None,
            taken.problem or "accepted",
            "readable files that pass their suite",
        )
        record(load, name, [*taken.outcomes, verdict])
        if taken.problem and not taken.has_files and _published(load, card.source):
            raise dg.Failure(
                f"{taken.problem}\nThis storage folder has no earlier good files of {card.source}/ to stand in.",
                allow_retries=False,
            )
        return dg.MaterializeResult(
            value=taken.raw,
            metadata={
                "dagster/row_count": sum(map(taken.raw.rows, counted)),
                **{f"preview/{name}": frame_preview(taken.raw.head(name, PREVIEW_ROWS)) for name in counted},
                "files": frame_preview(taken.raw.arrow("files")),
                "stale": taken.problem is not None,
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=ACCEPTED,
                    passed=taken.problem is None,
                    severity=dg.AssetCheckSeverity.ERROR,
                    metadata={
                        "problem": taken.problem or "",
                        "expectations": len(taken.outcomes),
                        "data docs": dg.MetadataValue.url(settings.link(load.checking.docs.folder / "index.html")),
                    },
                )
            ],
        )

    return raw


def _published(load: Load, source: str) -> bool:
    """Whether rows of ``source`` are published, which an empty stand-in would take away."""
    with load.warehouse.engine.connect() as connection:
        if not sa.inspect(connection).has_table(load_files.name, schema=load_files.schema):
            return False
        return bool(connection.scalar(sa.select(sa.exists().where(load_files.c.source == source))))


def _clean(card: Card) -> dg.AssetsDefinition:
    @dg.asset(
        name=f"clean_{card.source}",
        ins={"raw": dg.AssetIn(f"raw_{card.source}")},
        description=f"{card.title}: a frame per core table, findings for all that was rejected, books per file.",
        io_manager_key="frames",
        **placed("clean", "pandas", "parquet"),
    )
    def clean(
        pipeline: PipelineSettings, load: dg.ResourceParam[Load], raw: FrameSet
    ) -> dg.MaterializeResult[FrameSet]:
        kept = clean_frames(load, card.source, raw, pipeline.settings().frames)
        books = kept.arrow("books")
        return dg.MaterializeResult(
            value=kept,
            metadata={
                "dagster/row_count": sum(books["rows_loaded"].to_pylist()),
                "books": frame_preview(books),
                **{f"rows/{name}": kept.rows(name) for name in kept},
            },
        )

    return clean


@dg.asset(
    name="clean_reference",
    deps=["landing"],
    description="The framework that everything is counted against, from data/reference/, and the cards of the sources.",
    io_manager_key="frames",
    **placed("clean", "csv", "parquet"),
)
def clean_reference(pipeline: PipelineSettings, load: dg.ResourceParam[Load]) -> dg.MaterializeResult[FrameSet]:
    """Reference tables are kept by hand and loaded as they are; the warehouse's types and keys check them."""
    kept = reference_frames(load, pipeline.settings().frames)
    return dg.MaterializeResult(value=kept, metadata={f"rows/{name}": kept.rows(name) for name in kept})


def clean_frames(load: Load, source: str, raw: FrameSet, folder: Path) -> FrameSet:
    """The clean frames of ``raw`` under ``folder``; their tables and suites are under way then, where memory allows."""
    normalise = import_module(f"gcm_pipeline.normalise.{source}").normalise
    load.checking.make_room(raw)
    kept = frames.make(folder / f"clean_{source}", made_of(raw.made_of), lambda: normalise(raw, Reference()))
    _begin(load, of_source(source), kept)
    return kept


def reference_frames(load: Load, folder: Path) -> FrameSet:
    """The reference tables as frames under ``folder``; they and their suites are under way then."""
    tables = of_source("reference")
    kept = frames.make(folder / "clean_reference", made_of("reference"), lambda: _reference(tables))
    _begin(load, tables, kept)
    return kept


def _begin(load: Load, tables: list[sa.Table], kept: FrameSet) -> None:
    load.loading.begin(tables, kept)
    for table in tables:
        load.checking.begin(table_suite(table, kept))
    load.checking.make_room(kept)


def _reference(tables: list[sa.Table]) -> Iterator[tuple[str, "pd.DataFrame"]]:
    reference = Reference()
    for table in tables:
        if table.name == "sources":
            yield table.name, registry.catalogue()
        else:
            yield table.name, _declared(reference[table.name], table)


def _declared(frame: "pd.DataFrame", table: sa.Table) -> "pd.DataFrame":
    """The columns that the warehouse keeps; the files have more, such as where a person found a fact."""
    return frame[[column.name for column in table.columns if column.name != "load_id"]]
