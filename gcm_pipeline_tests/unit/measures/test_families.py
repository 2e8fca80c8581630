"""The text for Prometheus, read by its own parser, and the table of metrics in the documentation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import write_to_textfile
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as classic

from gcm_pipeline.measures.disk import Disk, measure
from gcm_pipeline.measures.facts import Facts, Run, Source
from gcm_pipeline.measures.families import FAMILIES, Family, Picture, open_metrics, registered
from gcm_pipeline.reference import ROOT

BEGUN = datetime(2026, 3, 1, 2, tzinfo=UTC)
FACTS = Facts(
    last_publication=BEGUN,
    last_run=Run(load_id=7, status="failed", started_at=BEGUN, finished_at=BEGUN + timedelta(seconds=90)),
    runs={"published": 5, "failed": 2, "abandoned": 0},
    sources=(
        Source(source="prima", files=2, loaded=8, rejected=1, superseded=0, newest_file=BEGUN, stale=True),
        Source(source="iati", files=1, loaded=3, rejected=0, superseded=0, newest_file=None, stale=False),
    ),
    failing_checks={"error": 1, "warning": 4},
    size=4096,
)
FULL = Picture(FACTS, Disk({"snapshots": 10, "warehouse": 20}, 30), {"reading": 1.5}, {"SCHEDULER": BEGUN})


def _samples(picture: Picture) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(open_metrics(picture).decode())
    return {(each.name, tuple(each.labels.values())): each.value for family in families for each in family.samples}


def test_the_text_is_open_metrics_and_tells_the_figures() -> None:
    samples = _samples(FULL)
    assert samples["gcm_last_publication_timestamp_seconds", ()] == BEGUN.timestamp()
    assert samples["gcm_last_run_duration_seconds", ()] == 90
    assert [samples["gcm_last_run_status", (status,)] for status in ("failed", "published")] == [1, 0]
    assert samples["gcm_runs_total", ("published",)] == 5
    assert samples["gcm_source_rows", ("rejected", "prima")] == samples["gcm_source_stale", ("prima",)] == 1
    assert ("gcm_source_newest_file_timestamp_seconds", ("iati",)) not in samples
    assert samples["gcm_failing_checks", ("error",)] == 1
    assert samples["gcm_storage_bytes", ("warehouse",)] == 20
    assert samples["gcm_daemon_heartbeat_timestamp_seconds", ("SCHEDULER",)] == BEGUN.timestamp()


def test_every_family_has_a_sample_once_all_is_known() -> None:
    named = {name.removesuffix("_total") for name, _ in _samples(FULL)}
    assert named == {family.name for family in FAMILIES}


def test_a_warehouse_that_cannot_be_read_is_down_and_says_no_more() -> None:
    assert _samples(Picture(None, None)) == {("gcm_warehouse_up", ()): 0}


def test_the_text_file_is_of_the_classic_format(tmp_path: Path) -> None:
    write_to_textfile(str(tmp_path / "gcm.prom"), registered(FULL))
    text = (tmp_path / "gcm.prom").read_text()
    assert "# EOF" not in text
    assert {family.type for family in classic(text)} == {"gauge", "counter"}


def test_disk_use_is_counted_by_folder(tmp_path: Path) -> None:
    (tmp_path / "snapshots" / "prima").mkdir(parents=True)
    (tmp_path / "snapshots" / "prima" / "file").write_bytes(b"x" * 100_000)
    (tmp_path / "reports").mkdir()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "snapshots")
    found = measure(tmp_path)
    assert found.parts.keys() == {"snapshots", "reports"}
    assert found.parts["snapshots"] >= 100_000 > found.parts["reports"]
    assert found.free > 0


def test_the_documentation_lists_every_metric_as_it_is() -> None:
    page = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `gcm_")]
    assert table == [_row(family) for family in FAMILIES]


def _row(family: Family) -> str:
    name = f"{family.name}_total" if family.kind == "counter" else family.name
    labels = ", ".join(f"`{label}`" for label in family.labels)
    return f"| `{name}` | {labels} | {family.help} |"
