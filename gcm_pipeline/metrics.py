"""The metrics of now, for whoever asks: ``gcm-pipeline metrics`` and the path ``/metrics``.

Belongs here: gathering what is known without starting a server. Does not belong here: names and forms (measures/).
"""

from __future__ import annotations

from contextlib import suppress

from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST

from gcm_pipeline import daemon
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.measures import disk, kept
from gcm_pipeline.measures.families import Picture, open_metrics
from gcm_pipeline.settings import Settings

CONTENT_TYPE = CONTENT_TYPE_LATEST


def text(settings: Settings) -> bytes:
    """OpenMetrics text; a warehouse that can't be read is ``gcm_warehouse_up 0``, and its metrics have no samples."""
    facts, heartbeats = None, {}
    with suppress(PipelineError):
        facts = kept.present(settings)
    with suppress(PipelineError):
        heartbeats = daemon.reports(settings).heartbeats
    last = kept.last(settings)
    taken = disk.measure(settings.storage) if settings.storage.is_dir() else None
    return open_metrics(Picture(facts, taken, last.stage_seconds if last else {}, heartbeats))
