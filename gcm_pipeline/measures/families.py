"""The metrics, as OpenMetrics and as the text that node_exporter reads.

Belongs here: their names, units and labels (docs/monitoring.md lists them), and the two forms of text.
Does not belong here: where the figures come from (facts.py, disk.py, stages.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import Collector

from gcm_pipeline.measures.disk import Disk
from gcm_pipeline.measures.facts import Facts
from gcm_pipeline.warehouse.tables.lineage import STATUSES


class Family(NamedTuple):
    """A metric: what Prometheus calls a family of samples."""

    name: str
    kind: str
    labels: tuple[str, ...]
    help: str

    @property
    def unit(self) -> str:
        """What it is counted in, which ends its name: ``seconds``, ``bytes`` or nothing."""
        return next((unit for unit in ("seconds", "bytes") if self.name.endswith(f"_{unit}")), "")


LAST_STATUS = "gcm_last_run_status"
FAMILIES = (
    Family("gcm_warehouse_up", "gauge", (), "1 when the warehouse can be read; a resting embedded server counts"),
    Family("gcm_warehouse_bytes", "gauge", (), "Size of the warehouse's database"),
    Family("gcm_last_publication_timestamp_seconds", "gauge", (), "When a run last published"),
    Family("gcm_last_run_start_timestamp_seconds", "gauge", (), "When the last run began"),
    Family("gcm_last_run_duration_seconds", "gauge", (), "How long the last run took; absent while it runs"),
    Family(LAST_STATUS, "stateset", (LAST_STATUS,), "How the last run ended: 1 for the one that holds"),
    Family("gcm_runs", "counter", ("status",), "Runs that have ended"),
    Family("gcm_stage_duration_seconds", "gauge", ("stage",), "Time of the last run's steps, by stage of the flow"),
    Family("gcm_failing_checks", "gauge", ("severity",), "Checks of the last run that did not pass"),
    Family("gcm_source_files", "gauge", ("source",), "Files behind what is published"),
    Family("gcm_source_rows", "gauge", ("source", "outcome"), "Their rows, by what became of them"),
    Family("gcm_source_newest_file_timestamp_seconds", "gauge", ("source",), "When the newest of them was changed"),
    Family("gcm_source_stale", "gauge", ("source",), "1 when earlier files stand in for newer ones that were refused"),
    Family("gcm_storage_bytes", "gauge", ("part",), "Disk that each folder of the storage takes"),
    Family("gcm_storage_free_bytes", "gauge", (), "Disk left for the storage folder"),
    Family("gcm_daemon_heartbeat_timestamp_seconds", "gauge", ("daemon",), "When a part of the daemon last reported"),
)

Samples = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, eq=False)  # a registry keeps its collectors by identity
class Picture(Collector):
    """All that is known at one moment; what is not known is None or empty and has no sample."""

    facts: Facts | None
    disk: Disk | None
    stage_seconds: Mapping[str, float] = field(default_factory=dict)
    heartbeats: Mapping[str, datetime] = field(default_factory=dict)

    def collect(self) -> Iterator[Metric]:
        """Every family, in the order of ``FAMILIES``."""
        samples = self._samples()
        for family in FAMILIES:
            metric = Metric(family.name, family.help, family.kind, family.unit)
            name = f"{family.name}_total" if family.kind == "counter" else family.name
            for labels, value in samples.get(family.name, ()):
                metric.add_sample(name, dict(zip(family.labels, labels, strict=True)), value)
            yield metric

    def _samples(self) -> dict[str, Samples]:
        found: dict[str, Samples] = {
            "gcm_warehouse_up": [((), float(self.facts is not None))],
            "gcm_stage_duration_seconds": [((stage,), took) for stage, took in self.stage_seconds.items()],
            "gcm_daemon_heartbeat_timestamp_seconds": [
                ((daemon,), at.timestamp()) for daemon, at in sorted(self.heartbeats.items())
            ],
        }
        if self.disk:
            found["gcm_storage_bytes"] = [((part,), taken) for part, taken in self.disk.parts.items()]
            found["gcm_storage_free_bytes"] = [((), self.disk.free)]
        return found | _of_warehouse(self.facts) if self.facts else found


def _of_warehouse(facts: Facts) -> dict[str, Samples]:
    found: dict[str, Samples] = {
        "gcm_warehouse_bytes": [((), facts.size)],
        "gcm_runs": [((status,), runs) for status, runs in facts.runs.items()],
        "gcm_failing_checks": [((severity,), failing) for severity, failing in facts.failing_checks.items()],
        "gcm_source_files": [((each.source,), each.files) for each in facts.sources],
        "gcm_source_rows": [
            ((each.source, outcome), rows) for each in facts.sources for outcome, rows in each.rows.items()
        ],
        "gcm_source_newest_file_timestamp_seconds": [
            ((each.source,), each.newest_file.timestamp()) for each in facts.sources if each.newest_file
        ],
        "gcm_source_stale": [((each.source,), each.stale) for each in facts.sources],
    }
    if facts.last_publication:
        found["gcm_last_publication_timestamp_seconds"] = [((), facts.last_publication.timestamp())]
    if last := facts.last_run:
        found["gcm_last_run_start_timestamp_seconds"] = [((), last.started_at.timestamp())]
        found[LAST_STATUS] = [((status,), status == last.status) for status in STATUSES]
        if last.finished_at:
            took = (last.finished_at - last.started_at).total_seconds()
            found["gcm_last_run_duration_seconds"] = [((), took)]
    return found


def registered(picture: Picture) -> CollectorRegistry:
    """A registry that holds nothing but the picture."""
    registry = CollectorRegistry()
    registry.register(picture)
    return registry


def open_metrics(picture: Picture) -> bytes:
    """The picture in the OpenMetrics text format, version 1.0."""
    text: bytes = generate_latest(registered(picture))  # type: ignore[no-untyped-call]
    return text
