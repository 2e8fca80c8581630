"""The work of a night as plain functions: ``python -m benchmarks.plain LANDING STORAGE``, without a Dagster run.

Belongs here: the calls that the assets make, one after the other, for files that are good. Does not belong here: the
work itself; what Dagster is there for (events, metadata, previews, partial runs), whose cost this shows.
"""

from __future__ import annotations

import sys
import uuid
from contextlib import closing
from pathlib import Path

from gcm_pipeline import frames, intake
from gcm_pipeline.assets.checks import record, rule_outcome
from gcm_pipeline.assets.core import load_and_check
from gcm_pipeline.assets.publish import TABLES
from gcm_pipeline.assets.quality import gather, keep_books
from gcm_pipeline.assets.resources import Load
from gcm_pipeline.assets.sources import clean_frames, reference_frames
from gcm_pipeline.counting import Counting
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.history import changes, totals
from gcm_pipeline.landing import Landing
from gcm_pipeline.loading import Loading
from gcm_pipeline.marts import build, graph, relations
from gcm_pipeline.preparing import Preparing
from gcm_pipeline.quality import checking, findings, sql_checks
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.quality.outcomes import blocking
from gcm_pipeline.reports import site, summary
from gcm_pipeline.settings import Settings
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.version import code_version
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline.warehouse.load import write
from gcm_pipeline.warehouse.publish import publish
from gcm_pipeline.warehouse.tables import of_schema
from gcm_pipeline.warehouse.tables.history import changes as journal
from gcm_pipeline.warehouse.tables.history import mart_totals
from gcm_pipeline.warehouse.tables.quality import rejected_rows, reported_rows


def run(landing: str, storage: Path) -> None:
    """One night over good files; SystemExit when a check stops it."""
    settings = Settings(landing, storage)
    with open_warehouse(None, storage) as warehouse:
        checking.prepare()
        load_id = loads.begin(warehouse, str(uuid.uuid4()), code_version())
        checks = checking.Checking(settings.frames / "checked", DataDocs(settings.data_docs, load_id))
        with (
            closing(Counting(settings.frames, load_id)) as counting,
            closing(Loading(warehouse, load_id)) as loading,
            closing(Preparing()) as preparing,
        ):
            _night(Load(warehouse, load_id, loading, checks, counting, preparing), settings)
        checking.end()
        _pages(warehouse, settings)


def _night(load: Load, settings: Settings) -> None:
    raw, clean = {}, {}
    for source in cards():
        raw[source] = _read(load, settings, source)
        clean[source] = clean_frames(load, source, raw[source], settings.frames)
    reference = reference_frames(load, settings.frames)
    for table in of_schema("core"):
        source = table.info["source"]
        _require(load_and_check(load, table, reference if source == "reference" else clean[source])[1])
    gather(load, rejected_rows, clean, findings.REJECTED)
    gather(load, reported_rows, clean, findings.REPORTED)
    keep_books(load, raw, clean)
    _stage(load, changes.build(load.warehouse, load.counting), journal.name)
    for name in graph.build_order():
        kept = build.build(load.counting, name)
        if relations.declared()[name].info.get("published", True):
            load.loading.rows(relations.declared()[name], kept)
    _stage(load, totals.build(load.counting), mart_totals.name)
    for rule in sql_checks.checks():
        outcome = rule_outcome(load, rule)
        record(load, rule.asset, [outcome])
        _require([outcome])
    publish(load.warehouse, load.load_id, TABLES)


def _read(load: Load, settings: Settings, source: str) -> FrameSet:
    """The raw frames of the newest files."""
    card, archive, place = load_card(source), Archive(settings.snapshots, source), Landing(settings.landing)
    archive.take(place, [file for file in place.files(source) if card.accepts(file.source_file)])
    kept = settings.frames / f"raw_{source}"
    taken = intake.take_in(archive, card, kept, load.checking)
    record(load, kept.name, taken.outcomes)
    _require(taken.outcomes)
    return taken.raw if taken.raw.directory == kept else frames.move(taken.raw, kept)


def _stage(load: Load, kept: FrameSet, name: str) -> None:
    write(load.warehouse, relations.table(name), kept.batches(name), load.load_id)


def _require(outcomes: list) -> None:
    if failed := blocking(outcomes):
        sys.exit(f"{failed[0].check_name}: {failed[0].observed}")


def _pages(warehouse: Warehouse, settings: Settings) -> None:
    summary.write(warehouse, settings.reports)
    site.write(warehouse, settings.reports)


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]))
