"""Input that cannot be trusted: its source keeps yesterday's data, the others are published, and the run says so."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from gcm_pipeline import version
from gcm_pipeline.alerts import watch
from gcm_pipeline.alerts.memory import Memory
from gcm_pipeline.assets import checks
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.landing import Landing, LandingFile
from gcm_pipeline.quality import sql_checks
from gcm_pipeline.quality.outcomes import Outcome
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse
from gcm_pipeline_tests.integration.receivers import PASSWORD, Post, hook, smtp_server, tick, watching
from gcm_pipeline_tests.integration.remote.web_server import answers, serving
from gcm_pipeline_tests.integration.runs import Place, Said, Tables, new_place, of_source

ENGLISH, WORKBOOK = "prima/synthetic_export_english.csv", "prima/synthetic_export_workbook.xlsx"
ACTIVITIES, PERIODS = "iati/synthetic_activities.xml", "periods.csv"
TABLES = {
    "prima": ("project", "assn_outcomes", "assn_projects"),
    "iati": ("iati_activities", "iati_titles", "iati_budgets", "assn_activities"),
    "periods": ("periods",),
}
"""Beginnings of the names of the core tables that each source fills."""

Fault = Callable[[Path], None]


def _without_a_required_column(landing: Path) -> None:
    path = landing / ENGLISH
    path.write_bytes(path.read_bytes().replace(b'"Project Status"', b'"Weather"'))


def _truncated(landing: Path) -> None:
    path = landing / WORKBOOK
    path.write_bytes(path.read_bytes()[:3000])


def _mislabelled(landing: Path) -> None:
    (landing / ENGLISH).write_bytes(b"%PDF-1.7 pretending to be a table\n")


def _undecodable(landing: Path) -> None:
    (landing / PERIODS).write_bytes("Period Code,Name,Start,End\nall,Tout à fait,,\n".encode("utf-16"))


def _broken_xml(landing: Path) -> None:
    path = landing / ACTIVITIES
    path.write_bytes(path.read_bytes().removesuffix(b"</iati-activities>\n").removesuffix(b"</iati-activities>") + b"<")


def _with_entities(landing: Path) -> None:
    path = landing / ACTIVITIES
    head, rest = path.read_text(encoding="utf-8").split("<iati-activities", 1)
    path.write_text(f'{head}<!DOCTYPE x [<!ENTITY a "boom">]><iati-activities{rest}', encoding="utf-8")


def _leading_out(landing: Path) -> None:
    secret = landing.parent / "secret.csv"
    shutil.copy(landing / ENGLISH, secret)
    (landing / ENGLISH).unlink()
    (landing / ENGLISH).symlink_to(secret)


def _beside_leading_out(landing: Path) -> None:
    (landing / PERIODS).unlink()
    (landing / PERIODS).symlink_to("/etc/hostname")


def _forbidden(landing: Path) -> None:
    (landing / ACTIVITIES).write_bytes((landing / ACTIVITIES).read_bytes() + b"\n")
    (landing / ACTIVITIES).chmod(0)


_tonight = itertools.count(1)
"""Makes each night's change differ from that of the night before."""


def _change_prima(landing: Path) -> None:
    path = landing / "prima" / "synthetic_export_french.csv"
    path.write_bytes(path.read_bytes().replace(b"(synthetic)", b"(synthetic, night %d)" % next(_tonight)))


def _change_iati(landing: Path) -> None:
    path = landing / ACTIVITIES
    path.write_bytes(path.read_bytes().replace(b"Synthetic activity on", b"Synthetic work %d on" % next(_tonight)))


def _change_periods(landing: Path) -> None:
    with (landing / PERIODS).open("ab") as file:
        file.write(b"q%d,A quarter,2021-01-01,2021-03-31\n" % next(_tonight))


CHANGES = {"prima": _change_prima, "iati": _change_iati, "periods": _change_periods}


pytestmark = pytest.mark.usefixtures("without_suites_and_pages")


@dataclass(frozen=True)
class BadNight:
    """``faults``: by refused source, what is wrong, and what the message must say; the other sources change."""

    name: str
    faults: dict[str, tuple[Fault, tuple[str, ...]]]
    marks: tuple[pytest.MarkDecorator, ...] = field(default=())


NIGHTS = [
    BadNight(
        "required column, entities",
        {
            "prima": (_without_a_required_column, (ENGLISH, "Project Status")),
            "iati": (_with_entities, (ACTIVITIES, "document type declaration")),
        },
    ),
    BadNight(
        "truncated, undecodable",
        {"prima": (_truncated, (WORKBOOK,)), "periods": (_undecodable, (PERIODS, "UTF-16"))},
    ),
    BadNight(
        "mislabelled, broken",
        {"prima": (_mislabelled, (ENGLISH, "a PDF document")), "iati": (_broken_xml, (ACTIVITIES, "row "))},
    ),
    BadNight(
        "leading out",
        {
            "prima": (_leading_out, (ENGLISH, "symbolic link")),
            "periods": (_beside_leading_out, (f"{PERIODS}: a symbolic link",)),
        },
    ),
    BadNight(
        "forbidden",
        {"iati": (_forbidden, (ACTIVITIES, "ermission"))},
        (pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything"),),
    ),
]


@pytest.fixture(scope="module")
def calm(without_suites_and_pages: None, small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place after one good night."""
    landing = tmp_path_factory.mktemp("bad") / "landing"
    with new_place(landing) as place:
        _land(small, landing)
        said = place.call("run")
        assert said.code == 0, said.err
        yield place


def _land(small: Path, landing: Path) -> Path:
    """Land the sample anew, as it was delivered."""
    shutil.rmtree(landing, ignore_errors=True)
    shutil.copytree(small, landing)
    return landing


def _stale(place: Place) -> set[object]:
    return {source for (source,) in place.ask("SELECT source FROM mart_source_inventory WHERE is_stale")}


def _core(tables: Tables, source: str) -> Tables:
    return {key: rows for key, rows in of_source(tables, *TABLES[source]).items() if key.startswith("core.")}


@pytest.mark.parametrize("bad", [pytest.param(night, id=night.name, marks=night.marks) for night in NIGHTS])
def test_a_refused_source_keeps_yesterday_and_the_others_are_published(calm: Place, small: Path, bad: BadNight) -> None:
    _land(small, calm.landing)
    before = calm.published()
    for source, change in CHANGES.items():
        (bad.faults[source][0] if source in bad.faults else change)(calm.landing)
    said = calm.call("run")
    after = calm.published()
    assert said.code == 1
    assert "Traceback" not in said.err
    for phrase in [phrase for _, phrases in bad.faults.values() for phrase in phrases]:
        assert phrase in said.err
    for source in bad.faults:
        assert _core(after, source) == _core(before, source), source
    for source in CHANGES.keys() - bad.faults.keys():
        assert _core(after, source) != _core(before, source), source
    assert _stale(calm) == set(bad.faults)


@pytest.fixture(scope="module")
def mended(calm: Place, small: Path) -> Place:
    """The place after bad nights and a good one."""
    if not _stale(calm):  # the bad nights before this test leave a source stale
        _broken_xml(_land(small, calm.landing))
        assert calm.call("run").code == 1
    assert _stale(calm)
    _change_iati(_land(small, calm.landing))
    said = calm.call("run")
    assert said.code == 0, said.err
    return calm


def test_the_next_night_with_mended_files_is_well(mended: Place) -> None:
    assert _stale(mended) == set()
    assert mended.ask("SELECT count(*) > 0 FROM iati_titles WHERE title LIKE 'Synthetic work %'") == [(True,)]


@contextmanager
def _failing_in_the_end(url: str | None, storage: Path) -> Iterator[Warehouse]:
    with open_warehouse(url, storage) as warehouse:
        yield warehouse
    raise PipelineError("The server did not stop.")


def test_bad_nights_are_told_once_and_when_they_are_over(mended: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    post, refused = Post(), "New files of iati were refused"
    with smtp_server(post) as port, hook() as slack:
        place = watching(mended, port, slack)
        with monkeypatch.context() as broken:
            broken.setattr(watch, "open_warehouse", _failing_in_the_end)
            cursor = tick(place, Memory(since=0, updated=0).model_dump_json())
        assert post.mails == []
        cursor = tick(place, cursor)
        told = post.mails[post.titles.index(refused)].get_content()
        ((last_bad,),) = place.ask("SELECT run_id FROM loads ORDER BY load_id DESC LIMIT 1 OFFSET 1")
        assert ACTIVITIES in told
        assert f"/runs/{last_bad}" in "".join(taken["text"] for taken in slack.taken)
        *_, last = [mail for mail in post.mails if refused in mail.get_content()]
        assert post.titles.index(refused) < post.mails.index(last)
        assert "Over: " in last["Subject"]
        assert tick(place, cursor) == cursor, "nothing is told twice"
        assert len(post.mails) == len(slack.taken)
        assert PASSWORD not in cursor

        before = len(post.mails)
        again = Memory.model_validate_json(cursor)
        again.runs.pop()
        again.told.pop("jump", None)  # the nights before this one may have ended with a jump of their own
        with place.connection() as connection:
            connection.execute(
                "UPDATE lineage.mart_totals SET value = 2 * value + 20 WHERE mart = 'mart_cluster_projects' "
                "AND figure = 'project_count' AND key = 'period_code=all cluster_code=I' AND load_id = %s",
                [place.ask("SELECT max(load_id) - 1 FROM loads")[0][0]],
            )
        assert place.call("alerts", "show").code == 0
        tick(place, again.model_dump_json())
        (jump,) = [mail for mail in post.mails[before:] if "jumped against the night before" in mail["Subject"]]
        assert "mart_cluster_projects, project_count: period_code=all cluster_code=I: " in jump.get_content()
        assert f"File changed: {ACTIVITIES}" in jump.get_content()


def test_a_file_that_may_not_be_opened_refuses_its_source(
    calm: Place, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Landing, file: LandingFile) -> object:
        if file.source_file == ACTIVITIES:
            raise PermissionError(13, "Permission denied", file.source_file)
        return self.fs.open(file.address, "rb")

    _land(small, calm.landing)
    before = calm.published()
    monkeypatch.setattr(Landing, "open", locked)
    said = calm.call("run")
    assert said.code == 1
    assert ACTIVITIES in said.err
    assert "Permission denied" in said.err
    assert _core(calm.published(), "iati") == _core(before, "iati")
    assert _stale(calm) == {"iati"}


def test_a_failing_server_leaves_what_other_servers_send_alone(calm: Place, small: Path, tmp_path: Path) -> None:
    landing = _land(small, calm.landing)
    _change_periods(landing)
    before = calm.published()
    with serving() as web, serving() as failing:
        web.put("/periods.csv", (landing / PERIODS).read_bytes(), "v1")
        (landing / PERIODS).unlink()
        failing.tricks = [answers(500)] * 2
        places = {
            "periods": [{"url": f"{web.address}/periods.csv"}],
            "iati": [{"url": f"{failing.address}/more.xml?key=12345"}],
        }
        sources = tmp_path / "sources.yml"
        sources.write_text(yaml.safe_dump({"sources": places, "retry": {"attempts": 2, "wait": 0.01}}))
        said = calm.call("run", "--sources", str(sources))
    after = calm.published()
    assert said.code == 1
    assert f"{failing.address}/more.xml: the server answers 500 Internal Server Error (tried 2 times)" in said.err
    assert "All else is published." in said.err
    assert "12345" not in said.err + said.out
    assert _stale(calm) == {"iati"}
    assert _core(after, "iati") == _core(before, "iati")
    assert _core(after, "periods") != _core(before, "periods")
    newest = "SELECT source_file FROM load_files WHERE source = 'periods' ORDER BY load_id DESC LIMIT 1"
    assert calm.ask(newest) == [("periods/periods.csv",)]


def test_a_failed_blocking_check_publishes_nothing(calm: Place, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _change_prima(_land(small, calm.landing))
    before = calm.published()
    run_one = sql_checks.run_one

    def failing(connection: object, check: sql_checks.SqlCheck) -> Outcome:
        if check.name != "cluster_counts_consistent":
            return run_one(connection, check)  # type: ignore[arg-type]
        return sql_checks.SqlOutcome(check.name, "error", False, "1 row", check.reason, check.asset, 1, ({"n": 1},))

    monkeypatch.setattr(sql_checks, "run_one", failing)
    # What it finds is no finding of these rows: no later night may remember it.
    monkeypatch.setattr(checks, "made_of", lambda *things: version.made_of("a test", *things))
    said = calm.call("run")
    assert said.code == 1
    assert "cluster_counts_consistent" in said.err
    assert "Nothing is published" in said.err
    assert "Traceback" not in said.err
    assert "Not executing" not in said.err, "Dagster's own words about skipped steps help nobody"
    assert len(said.err.splitlines()) < 40
    assert calm.published() == before
    assert calm.ask("SELECT status FROM loads ORDER BY load_id DESC LIMIT 1") == [("failed",)]
    failed = "SELECT check_name FROM check_results WHERE NOT passed AND severity = 'error'"
    assert calm.ask(f"{failed} ORDER BY result_no DESC LIMIT 1") == [("cluster_counts_consistent",)]


def test_a_refused_source_without_earlier_files_is_not_emptied(calm: Place, small: Path) -> None:
    before = _core(calm.published(), "iati")
    assert before["core.iati_activities"]
    shutil.rmtree(calm.storage / "snapshots" / "iati")  # as on a new machine over the same warehouse
    _broken_xml(_land(small, calm.landing))
    said = calm.call("run")
    assert said.code == 1
    assert "no earlier good files of iati/" in said.err
    assert _core(calm.published(), "iati") == before


def test_a_folder_without_any_source_is_wrong_usage(calm: Place) -> None:
    before = calm.published()
    shutil.rmtree(calm.landing)
    (calm.landing / "prime").mkdir(parents=True)
    said = calm.call("run")
    assert said.code == 2
    assert "none of the folders iati, mptf, network, periods, practices, prima, reviews" in said.err
    assert calm.published() == before


def test_missing_and_unknown_folders_are_no_errors(calm: Place, small: Path) -> None:
    landing = _land(small, calm.landing)
    shutil.rmtree(landing / "iati")
    (landing / "mystery").mkdir()
    (landing / "mystery" / "file.csv").write_text("a,b\n1,2\n")
    for number in range(25):
        (landing / f"stray_{number}.csv").touch()
    said = calm.call("run")
    assert said.code == 0, said.err
    assert "mystery" in said.err
    ((told,),) = calm.ask(
        "SELECT observed FROM check_results WHERE check_name = 'everything_is_read' ORDER BY result_no DESC LIMIT 1"
    )
    assert str(told).endswith("; and 6 more"), "a hundred thousand names help nobody"
    assert calm.ask("SELECT files, rows_read FROM mart_source_inventory WHERE source = 'iati'") == [(0, 0)]
    assert calm.ask("SELECT count(*) FROM iati_activities") == [(0,)]
    assert calm.ask("SELECT count(*) > 0 FROM projects") == [(True,)]


def test_an_empty_landing_folder_counts_nothing(calm: Place) -> None:
    shutil.rmtree(calm.landing)
    calm.landing.mkdir()
    said = calm.call("run")
    assert said.code == 0, said.err
    assert calm.ask("SELECT sum(project_count), count(*) FROM mart_cluster_projects") == [(0, 12)]
    assert calm.ask("SELECT DISTINCT status FROM mart_claims") == [("no data",)]
    assert calm.ask("SELECT sum(files), count(*) FROM mart_source_inventory") == [(0, 7)]


def test_a_first_night_with_one_broken_source_publishes_the_others(
    small: Path, embedded_database_url: str, tmp_path: Path
) -> None:
    place = Place(tmp_path / "landing", tmp_path / "storage", embedded_database_url)
    _broken_xml(_land(small, place.landing))
    said = place.call("run")
    assert said.code == 1
    assert ACTIVITIES in said.err
    assert place.ask("SELECT count(*) FROM iati_activities") == [(0,)]
    assert place.ask("SELECT count(*) > 30 FROM projects") == [(True,)]


def test_what_is_no_file_is_refused_unopened(tmp_path: Path) -> None:
    (tmp_path / "prima").mkdir()
    os.mkfifo(tmp_path / "prima" / "pipe.csv")
    with pytest.raises(PipelineError, match=r"prima/pipe\.csv: neither a file nor a folder"):
        Landing(str(tmp_path)).files("prima")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--landing", "/nowhere/at/all"), ("/nowhere/at/all", "--landing")),
        (("--as-of", "31 March"), ("31 March", "YYYY-MM-DD")),
    ],
)
def test_wrong_settings_are_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    said: Said = Place(tmp_path, tmp_path / "storage").call("run", *arguments)
    assert said.code == 2
    assert all(word in said.err for word in words)
    assert not (tmp_path / "storage").exists(), "nothing is begun"
