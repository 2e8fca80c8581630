"""What becomes a cause, what belongs to the same one, and what it says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from gcm_pipeline.alerts import causes, jumps
from gcm_pipeline.alerts.causes import Died, Ended, Newest
from gcm_pipeline.alerts.jumps import Figure, File
from gcm_pipeline.alerts.memory import Cause
from gcm_pipeline.history.totals import figures
from gcm_pipeline.problems import Problem
from gcm_pipeline.quality.outcomes import ACCEPTED
from gcm_pipeline.reports.checks import Failed
from gcm_pipeline.sources.card import cards, load_card

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
RUN, DOCS = ("The run", "http://ui/runs/1"), ("Checks", "http://pages/data-docs/index.html")
REFUSAL = "prima/export.csv: the header has no column Project Code. Add it."
SUMMARY = ("run_summary", Problem(f"Files were refused; the last good ones stand in:\n{REFUSAL}"))


def _of_run(ended: Ended, *failed: Failed, published: bool = False) -> list[Cause]:
    return causes.of_run(ended, failed, published=published, run=RUN, docs=DOCS)


def _rule(rows: int, name: str = "books_balance", severity: str = "error") -> Failed:
    return Failed("lineage_load_files", name, severity, f"{rows} rows", "none")


def test_a_run_without_fault_is_no_cause() -> None:
    assert _of_run(Ended("1", "SUCCESS"), published=True) == []


def test_a_refused_file_is_one_cause_although_checks_and_run_fail_by_it() -> None:
    suite = Failed("raw_prima", "expect_column", "error", "17 of 40", "all")
    accepted = Failed("raw_prima", ACCEPTED, "error", REFUSAL, "readable files")
    (cause,) = _of_run(Ended("1", "FAILURE", [SUMMARY]), suite, accepted, published=True)
    assert (cause.key, cause.state) == ("check raw_prima", REFUSAL)
    assert cause.message.title == "New files of prima were refused"
    assert cause.message.facts[0] == ("Refused", REFUSAL)
    assert cause.message.links == [DOCS, RUN]


def test_a_failed_check_is_the_same_cause_with_another_number_of_rows() -> None:
    stopped = Ended("1", "FAILURE", [("rule", Problem("1 check failed", of_check=True))])
    (first,), (second,) = _of_run(stopped, _rule(3)), _of_run(stopped, _rule(4))
    (more,) = _of_run(stopped, _rule(3), _rule(1, "books_match"))
    assert (first.key, first.state) == (second.key, second.state)
    assert (first.key, first.message.title) == (more.key, "A blocking check failed: lineage_load_files")
    assert first.state != more.state
    assert ("Run", "not published (failure); the earlier figures stay") in first.message.facts


def test_a_run_that_died_is_told_with_what_was_under_way_and_is_one_cause_wherever_it_died() -> None:
    began = Died(NOW, ["core_projects", "core_claims"], "its process is gone")
    (cause,) = _of_run(Ended("1", "FAILURE", died=began))
    (earlier,) = _of_run(Ended("2", "FAILURE", died=Died(None, [], "")))
    warned = _of_run(Ended("3", "FAILURE", died=began), _rule(3, severity="warning"), published=True)
    assert ("Started", "2026-03-02 02:30:00 UTC") in cause.message.facts
    assert ("Under way", "core_projects, core_claims") in cause.message.facts
    assert ("Dagster says", "its process is gone") in cause.message.facts
    assert earlier.message.facts[:2] == [("Started", "not yet"), ("Under way", "no step")]
    assert (cause.key, cause.state) == (earlier.key, earlier.state)
    assert [each.key for each in warned] == ["check-warnings", "run"]


def test_warnings_are_one_cause_and_only_of_published_figures() -> None:
    warnings = [_rule(3, severity="warning"), Failed("core_projects", "known", "warning", "1 row", "none")]
    (cause,) = _of_run(Ended("1", "SUCCESS"), *warnings, published=True)
    assert cause.message.title == "2 checks warn; the figures were published"
    assert cause.message.facts[1] == ("core_projects, known", "1 row. Expected: none")
    (stopped,) = _of_run(Ended("1", "FAILURE"), *warnings, _rule(1), published=False)
    assert stopped.key == "check lineage_load_files"


@pytest.mark.parametrize(("status", "title"), [("FAILURE", "A run failed"), ("CANCELED", "A run was cancelled")])
def test_a_run_that_ends_badly_says_where_and_why(status: str, title: str) -> None:
    (cause,) = _of_run(Ended("1", status, [("core_projects", Problem("load 12 is gone"))]))
    (other,) = _of_run(Ended("2", status, [("core_projects", Problem("load 13 is gone"))]))
    assert (cause.key, cause.message.title) == ("run", title)
    assert cause.message.facts[0] == ("core_projects", "load 12 is gone")
    assert cause.state == other.state


def test_a_message_does_not_grow_with_the_rows() -> None:
    many = [_rule(1, f"rule_{number}") for number in range(500)]
    (cause,) = _of_run(Ended("1", "FAILURE"), *many)
    assert len(cause.message.facts) < 20
    assert ("And", "485 more") in cause.message.facts


def test_late_by_a_day_but_not_on_the_day() -> None:
    days = load_card("prima").freshness
    assert days is not None
    edge = NOW - timedelta(days=days.days)
    periods = Newest("periods", "periods/periods.csv", datetime(2020, 1, 1, tzinfo=UTC))
    all_cards = [load_card(name) for name in cards()]
    newest = [Newest("prima", "prima/march.csv", edge), periods]
    assert causes.late(newest, all_cards, NOW, RUN) == []
    (cause,) = causes.late(newest, all_cards, NOW + timedelta(seconds=1), RUN)
    assert cause.key == "late prima"
    assert dict(cause.message.facts)["Newest file"] == f"prima/march.csv, of {edge:%Y-%m-%d} (35 days old)"
    assert days.reason.split()[0] in dict(cause.message.facts)["Expected"]


@pytest.mark.parametrize(
    ("published", "since", "missed"), [(25, 90, False), (27, 90, True), (None, 25, False), (None, 27, True)]
)
def test_a_night_is_missed_after_the_hours(published: int | None, since: int, missed: bool) -> None:
    last = NOW - timedelta(hours=published) if published else None
    assert bool(causes.missed(last, NOW - timedelta(hours=since), NOW, 26, RUN)) is missed


def _figure(earlier: int, later: int, cluster: str = "I", mart: str = "mart_cluster_projects") -> Figure:
    return Figure(mart, "project_count", f"cluster_code={cluster}", Decimal(f"{earlier}.00"), Decimal(later))


@pytest.mark.parametrize(
    ("earlier", "later", "jumped"),
    [
        (185, 203, False),
        (200, 220, False),
        (185, 204, True),
        (185, 166, True),
        (5, 10, False),
        (5, 11, True),
        (0, 6, True),
        (0, 5, False),
    ],
)
def test_a_jump_is_more_than_the_share_and_more_than_the_number(earlier: int, later: int, jumped: bool) -> None:
    threshold = jumps.thresholds()["mart_cluster_projects"]["project_count"]
    assert (threshold.percent, threshold.at_least) == (10, 5)
    assert jumps.is_jump(_figure(earlier, later), threshold) is jumped


def test_all_jumps_of_a_night_are_one_cause_with_figure_file_and_reason() -> None:
    changed = [_figure(185, 92), _figure(178, 90, "II"), _figure(9, 1, mart="mart_unwatched")]
    files = [File("prima/a.csv", "gone", 90, 0)]
    cause = jumps.jump(7, changed, files, RUN)
    assert cause is not None
    assert (cause.key, cause.state, cause.passing) == ("jump", "7", True)
    assert cause.message.title == "2 figures jumped against the night before; prima/a.csv is gone"
    facts = cause.message.facts
    assert facts[0] == ("File gone", "prima/a.csv (90 → 0, -100 % rows)")
    assert facts[1] == ("mart_cluster_projects, project_count", "cluster_code=I: 185 → 92, -50 %")
    assert facts[3][1].endswith("a tenth of a cluster in one night is a lost or doubled export.")
    both = jumps.jump(7, changed, files * 2, RUN)
    assert both is not None
    assert both.message.title == "2 figures jumped against the night before"
    assert jumps.jump(7, changed[2:], files, RUN) is None


def test_thresholds_are_of_figures_that_are_kept() -> None:
    for mart, watched in jumps.thresholds().items():
        assert set(watched) <= set(figures()[mart]), mart
