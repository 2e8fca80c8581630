"""What a run leaves for operators in ``<storage>/metrics``: a file for node_exporter, and the facts as it saw them.

The facts stand in while the embedded server rests: nothing can have changed in it since, and looking must not start it.

Belongs here: writing and reading both files. Does not belong here: what is in them (families.py, facts.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import write_to_textfile
from pydantic import BaseModel, ValidationError

from gcm_pipeline import whole
from gcm_pipeline.measures import disk, facts
from gcm_pipeline.measures.facts import Facts
from gcm_pipeline.measures.families import Picture, registered
from gcm_pipeline.settings import Settings
from gcm_pipeline.warehouse.embedded import Embedded
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse

TEXT = "gcm_pipeline.prom"
FACTS = "last_run.json"


class Kept(BaseModel):
    """The facts at the end of the last run, and the time that its stages took."""

    facts: Facts
    stage_seconds: dict[str, float]


def keep(settings: Settings, warehouse: Warehouse, stage_seconds: Mapping[str, float]) -> None:
    """Write both files anew, each whole or not at all.

    Raises PipelineError when the warehouse can't be read, OSError when the folder can't be written.
    """
    known = facts.read(warehouse)
    kept = Kept(facts=known, stage_seconds=dict(stage_seconds))
    whole.write_text(settings.metrics / FACTS, kept.model_dump_json(indent=2) + "\n")
    picture = Picture(known, disk.measure(settings.storage), stage_seconds)
    # The classic format: the text collector of node_exporter reads no OpenMetrics.
    write_to_textfile(str(settings.metrics / TEXT), registered(picture))


def last(settings: Settings) -> Kept | None:
    """What the last run left; None before the first run of this version."""
    try:
        return Kept.model_validate_json((settings.metrics / FACTS).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def present(settings: Settings) -> Facts | None:
    """The facts of now; of an embedded server that rests, those of the last run, or None without one.

    Takes some 20 seconds at most, and starts no server. Raises PipelineError when the warehouse can't be read.
    """
    if not settings.warehouse_url:
        server = Embedded(settings.storage).cluster.postmaster()
        if server is None or not server.ready:
            kept = last(settings)
            return kept.facts if kept else None
    with open_warehouse(settings.warehouse_url, settings.storage) as warehouse:
        return facts.read(warehouse)
