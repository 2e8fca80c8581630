"""The shipped example through the whole graph: the figures of the report, and the same again the next night."""

from __future__ import annotations

import re

from gcm_pipeline_tests.integration.conftest import Second, Shipped

COMPUTED = [f"C{number:02}" for number in range(1, 18)]
DIFFERS = ["C18", "C19", "C22", "C23", "C24", *(f"C{number}" for number in range(26, 31)), "C32", "C33"]
"""Of these claims the shipped files hold only what public pages confirm, or synthetic rows."""
CLUSTERS = {"I": 185, "II": 178, "III": 313, "IV": 516}
ANSI = "\x1b["


def test_the_run_ends_well_and_prints_its_figures(shipped: Shipped) -> None:
    said = shipped.said
    assert said.code == 0, said.err
    for code, count in CLUSTERS.items():
        assert re.search(rf"imrf-2022\W+{code}\W[\W\d]+\W{count}\W+668\W", said.out), said.out
    assert "18 matches, 12 differs, 10 no data" in said.out
    assert "negative-amount" in said.out
    assert said.out.strip().endswith(f"Report: {shipped.place.storage / 'reports' / 'stocktaking.html'}")
    assert ANSI not in said.out


def test_clusters_are_those_of_the_report(shipped: Shipped) -> None:
    rows = shipped.place.ask(
        "SELECT cluster_code, project_count, tagged_project_total FROM mart_cluster_projects "
        "WHERE period_code = 'imrf-2022' ORDER BY 1"
    )
    assert rows == [(code, count, 668) for code, count in CLUSTERS.items()]


def test_all_forty_claims_are_reconciled(shipped: Shipped) -> None:
    statuses = dict(shipped.place.ask("SELECT claim_id, status FROM mart_claims"))
    expected = {f"C{number:02}": "no data" for number in range(1, 41)} | dict.fromkeys(DIFFERS, "differs")
    expected |= dict.fromkeys([*COMPUTED, "C25"], "matches")
    assert statuses == expected


def test_the_books_balance_and_nothing_blocking_failed(shipped: Shipped) -> None:
    place = shipped.place
    books = place.ask("SELECT source, rows_read, rows_loaded + rows_rejected + rows_superseded FROM load_files")
    assert len({source for source, _, _ in books}) == 7
    assert all(read == rest > 0 for _, read, rest in books)
    assert place.ask("SELECT * FROM check_results WHERE severity = 'error' AND NOT passed") == []
    assert place.ask("SELECT count(*) > 100 FROM check_results") == [(True,)]


def test_the_summary_page_tells_the_figures(shipped: Shipped) -> None:
    page = (shipped.place.storage / "reports" / "summary.md").read_text(encoding="utf-8")
    assert re.search(r"\| imrf-2022 \| I \| [\d, ]+ \| 185 \| 668 \| 27 \|", page)
    assert "C40" in page


def test_a_second_night_changes_nothing(shipped: Shipped, second: Second) -> None:
    assert second.said.code == 0, second.said.err
    assert second.after == second.before, "rows keep the load that brought them"
    manifests = list((shipped.place.storage / "snapshots" / "prima" / "manifests").glob("*.json"))
    assert len(manifests) == 1, "an unchanged landing folder makes no new snapshot"
    loads = shipped.place.ask("SELECT load_id, status FROM loads ORDER BY load_id LIMIT 2")
    assert loads == [(1, "published"), (2, "published")]
