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
    """OpenMetrics text, whatever is down: what can't be read has no samples, and is 0 in ``gcm_warehouse_up``."""
    facts, taken, stage_seconds, heartbeats = None, None, {}, {}
    with suppress(PipelineError, OSError):
        facts = kept.present(settings)
    with suppress(OSError):
        taken = disk.measure(settings.storage)
    with suppress(OSError):
        stage_seconds = last.stage_seconds if (last := kept.last(settings)) else {}
    with suppress(PipelineError):
        heartbeats = daemon.reports(settings).heartbeats
    return open_metrics(Picture(facts, taken, stage_seconds, heartbeats))
