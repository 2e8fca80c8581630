"""What is read from an activity, element by element, and from the real files where they are at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from gcm_pipeline.errors import InputError
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import iati, iati_batches, iati_blocks, iati_elements, iati_pieces
from gcm_pipeline.sources.card import load_card
from gcm_pipeline.sources.iati_elements import Elements

REAL = Path(__file__).resolve().parents[4] / "shared" / "real" / "iati"
# Children of iati-activity in the schema of IATI 2.03; earlier versions have no others.
ELEMENTS = """
    activity-date activity-scope activity-status budget capital-spend collaboration-type conditions contact-info
    country-budget-items crs-add default-aid-type default-finance-type default-flow-type default-tied-status
    description document-link fss humanitarian-scope iati-identifier legacy-data location other-identifier
    participating-org planned-disbursement policy-marker recipient-country recipient-region related-activity
    reporting-org result sector tag title transaction
"""
INNER = {
    "budget": "period-end period-start value",
    "result": "description document-link indicator reference title",
    "transaction": "aid-type description disbursement-channel finance-type flow-type provider-org receiver-org"
    " recipient-country recipient-region sector tied-status transaction-date transaction-type value",
}


def read(path: Path) -> dict[str, pa.Table]:
    file = SnapshotFile("iati", f"iati/{path.name}", path, "0", path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC))
    batches: dict[str, list[pa.Table]] = {}
    for name, table in iati.read(file):
        batches.setdefault(name, []).append(table)
    return {name: pa.concat_tables(tables) for name, tables in batches.items()}


def published(row: dict[str, object]) -> dict[str, object]:
    skipped = {"source_file", "source_row", "position"}
    return {key: value for key, value in row.items() if value is not None and key not in skipped}


@pytest.fixture
def rows(tmp_path: Path):
    def read_text(content: str) -> dict[str, list[dict[str, object]]]:
        path = tmp_path / "a.xml"
        path.write_text(f"<iati-activities version='2.03'>{content}</iati-activities>", encoding="utf-8")
        return {name: [published(row) for row in table.to_pylist()] for name, table in read(path).items()}

    return read_text


def test_the_activity_itself(rows) -> None:
    activity = (
        "<iati-activity xml:lang='fr' default-currency='EUR' hierarchy='2' humanitarian='1'"
        " last-updated-datetime='2023-01-02'>"
        "<iati-identifier>XX-1</iati-identifier><reporting-org ref='XX' type='40'><narrative>Une</narrative>"
        "<narrative xml:lang='en'>One</narrative></reporting-org><activity-status code='2'/></iati-activity>"
    )
    assert rows(activity)["activities"] == [
        {
            "iati_identifier": "XX-1",
            "reporting_org_ref": "XX",
            "reporting_org_type": "40",
            "reporting_org_name": "One",
            "activity_status": "2",
            "hierarchy": "2",
            "humanitarian": "1",
            "default_currency": "EUR",
            "default_language": "fr",
            "last_updated": "2023-01-02",
        }
    ]


@pytest.mark.parametrize(
    ("element", "frame", "expected"),
    [
        (
            "<title><narrative>T</narrative><narrative xml:lang='ar'>U</narrative></title>",
            "titles",
            [{"language": "en", "title": "T"}, {"language": "ar", "title": "U"}],
        ),
        (
            "<description type='2'><narrative>a<b>c</b>d</narrative></description>",
            "descriptions",
            [{"description_type": "2", "language": "en", "description": "acd"}],
        ),
        ("<activity-date type='1' iso-date='2020-01-02'/>", "dates", [{"date_type": "1", "iso_date": "2020-01-02"}]),
        (
            "<participating-org ref='R' role='1' type='10' activity-id='I'>"
            "<narrative>N</narrative></participating-org>",
            "participating_orgs",
            [
                {
                    "role": "1",
                    "organisation_ref": "R",
                    "organisation_type": "10",
                    "organisation_name": "N",
                    "activity_id": "I",
                }
            ],
        ),
        (
            "<recipient-country code='SO' percentage='60'/>",
            "recipient_countries",
            [{"country": "SO", "percentage": "60"}],
        ),
        (
            "<recipient-region code='998' vocabulary='1'><narrative>Horn</narrative></recipient-region>",
            "recipient_regions",
            [{"region": "998", "vocabulary": "1", "narrative": "Horn"}],
        ),
        (
            "<sector code='DP' vocabulary='99' vocabulary-uri='u' percentage='5'/>",
            "sectors",
            [{"sector": "DP", "vocabulary": "99", "vocabulary_uri": "u", "percentage": "5"}],
        ),
        ("<tag code='10.7' vocabulary='3'/>", "tags", [{"tag": "10.7", "vocabulary": "3"}]),
        (
            "<policy-marker code='1' vocabulary='1' significance='2'/>",
            "policy_markers",
            [{"policy_marker": "1", "vocabulary": "1", "significance": "2"}],
        ),
        (
            "<related-activity ref='A' type='1'/>",
            "related_activities",
            [{"relation_type": "1", "related_identifier": "A"}],
        ),
        (
            "<budget type='2' status='1'><period-start iso-date='2020-01-01'/><period-end iso-date='2020-12-31'/>"
            "<value currency='EUR' value-date='2020-01-03'>5</value></budget>",
            "budgets",
            [
                {
                    "budget_type": "2",
                    "budget_status": "1",
                    "period_start": "2020-01-01",
                    "period_end": "2020-12-31",
                    "value": "5",
                    "currency": "EUR",
                    "value_date": "2020-01-03",
                }
            ],
        ),
        (
            "<result type='1'><title><narrative xml:lang='fr'>F</narrative><narrative>E</narrative></title></result>",
            "results",
            [{"result_type": "1", "language": "en", "title": "E"}],
        ),
    ],
)
def test_an_element(rows, element: str, frame: str, expected: list[dict[str, str]]) -> None:
    assert rows(f"<iati-activity xml:lang='en'>{element}</iati-activity>")[frame] == expected


def test_a_transaction(rows) -> None:
    found = rows(
        "<iati-activity><transaction/><transaction><transaction-type code='3'/>"
        "<transaction-date iso-date='2020-01-02'/>"
        "<value currency='USD' value-date='2020-01-03'>-7</value>"
        "<provider-org ref='P' type='10' provider-activity-id='PA'><narrative>Pn</narrative></provider-org>"
        "<receiver-org ref='R' type='21' receiver-activity-id='RA'><narrative>Rn</narrative></receiver-org>"
        "<sector code='72010'/><sector code='DP' vocabulary='99'/><recipient-country code='SO'/>"
        "<recipient-region code='298' vocabulary='1'/><x:value-USD xmlns:x='http://x'>7</x:value-USD></transaction>"
        "</iati-activity>"
    )
    assert found["transactions"][1] == {
        "transaction_type": "3",
        "transaction_date": "2020-01-02",
        "value": "-7",
        "currency": "USD",
        "value_date": "2020-01-03",
        "provider_ref": "P",
        "provider_type": "10",
        "provider_activity_id": "PA",
        "provider_name": "Pn",
        "receiver_ref": "R",
        "receiver_type": "21",
        "receiver_activity_id": "RA",
        "receiver_name": "Rn",
        "country": "SO",
        "region": "298",
        "region_vocabulary": "1",
    }
    assert found["transaction_sectors"] == [
        {"transaction_position": "2", "sector": "72010"},
        {"transaction_position": "2", "sector": "DP", "vocabulary": "99"},
    ]
    assert not found["findings"]


def test_unknown_elements_are_reported_once_each_and_extensions_never(rows) -> None:
    activity = "<iati-activity><markre/><x:tag xmlns:x='http://x'/><budget><valeu/></budget><markre/></iati-activity>"
    found = rows(activity * 2)["findings"]
    assert [(row["field"], row["rule"], row["scope"]) for row in found] == [
        ("markre", "unknown-element", "warning"),
        ("budget/valeu", "unknown-element", "warning"),
    ]


def test_unknown_elements_are_bounded(rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati_elements, "UNKNOWN_LIMIT", 3)
    assert len(rows("<iati-activity><a/><b/><c/><d/></iati-activity>")["findings"]) == 3


def test_every_element_of_the_standard_is_read_or_ignored_with_a_reason(rows) -> None:
    inner = {name: "".join(f"<{child}/>" for child in children.split()) for name, children in INNER.items()}
    content = "".join(f"<{name}>{inner.get(name, '')}</{name}>" for name in ELEMENTS.split())
    assert not rows(f"<iati-activity>{content}</iati-activity>")["findings"]


def test_what_is_ignored_is_in_the_standard_and_not_read_after_all() -> None:
    ignored = {entry.header for entry in load_card("iati").frames["activities"].ignored}
    paths = set(ELEMENTS.split()) | {
        f"{name}/{child}" for name, children in INNER.items() for child in children.split()
    }
    assert ignored <= paths
    assert not ignored & set(Elements(())._handlers)


def test_rows_name_file_activity_and_position(tmp_path: Path) -> None:
    path = tmp_path / "b.xml"
    path.write_text(
        "<iati-activities><iati-activity><tag/><tag/></iati-activity>"
        "<iati-activity><tag/></iati-activity></iati-activities>"
    )
    tags = read(path)["tags"]
    assert tags["source_file"].to_pylist() == ["iati/b.xml"] * 3
    assert tags["source_row"].to_pylist() == [1, 1, 2]
    assert tags["position"].to_pylist() == [1, 2, 1]


FIVE = "<iati-activity><tag/><own/></iati-activity>" * 5


@pytest.mark.parametrize("content", [f"{FIVE}", f"{FIVE}<x>{FIVE}</x>"], ids=["cut", "streamed"])
def test_batches_are_bounded_and_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    for name in ("BATCH_ACTIVITIES", "BATCH"):
        monkeypatch.setattr(iati_batches, name, 2)
    monkeypatch.setattr(iati_pieces, "PIECE", 80)
    monkeypatch.setattr(iati_blocks, "BLOCK", 10)
    path = tmp_path / "c.xml"
    path.write_text(f"<iati-activities>{content}</iati-activities>")
    file = SnapshotFile("iati", "iati/c.xml", path, "0", 1, datetime(2026, 1, 1, tzinfo=UTC))
    sizes = [len(table) for name, table in iati.read(file) if name == "tags"]
    assert sum(sizes) == 5
    assert max(sizes) == 2
    found = read(path)
    assert found["activities"]["source_row"].to_pylist() == [1, 2, 3, 4, 5]
    assert published(found["findings"].to_pylist()[0])["field"] == "own"
    assert found["findings"]["source_row"].to_pylist() == [1]


def large(tmp_path: Path, activities: str) -> SnapshotFile:
    path = tmp_path / "e.xml"
    path.write_text(f"<iati-activities>{activities}</iati-activities>")
    return SnapshotFile("iati", "iati/e.xml", path, "0", iati_batches.LARGE, datetime(2026, 1, 1, tzinfo=UTC))


def activities(count: int) -> str:
    each = "<iati-activity><iati-identifier>A-{}</iati-identifier><own/></iati-activity>"
    return "".join(map(each.format, range(count)))


def test_processes_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati_batches, "BATCH", iati_pieces.PIECE)
    monkeypatch.setattr(iati_batches, "cores", lambda: 2)
    by_processes = list(iati.read(large(tmp_path, activities(9_000))))
    monkeypatch.setattr(iati_batches, "cores", lambda: 1)
    assert by_processes == list(iati.read(large(tmp_path, activities(9_000))))
    assert len(by_processes) > 2 * len(iati.FRAMES)


def test_what_breaks_in_another_process_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iati_batches, "cores", lambda: 2)
    broken = f"{activities(2_000)}\n<q:x/>{activities(2_000)}"
    with pytest.raises(InputError, match="the XML is broken") as caught:
        list(iati.read(large(tmp_path, broken)))
    assert caught.value.row == 2


def test_what_a_process_that_was_ended_has_not_read_is_read_by_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(iati_batches, "cores", lambda: 2)
    monkeypatch.setattr(iati_batches, "BATCH", iati_pieces.PIECE)
    batches = iati_batches.batches(large(tmp_path, activities(50_000)))
    first = next(batches)
    for child in psutil.Process().children():
        if "multiprocessing.spawn" in " ".join(child.cmdline()):
            child.kill()
    rest = list(batches)
    assert first.activities + sum(batch.activities for batch in rest) == 50_000
    assert "ended from outside" in caplog.text


def test_every_frame_has_its_schema_even_when_empty(tmp_path: Path) -> None:
    path = tmp_path / "d.xml"
    path.write_text("<iati-activities/>")
    assert {name: table.schema for name, table in read(path).items()} == iati.FRAMES


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not at hand")
def test_the_real_files() -> None:
    unhcr = {name: len(table) for name, table in read(REAL / "unhcr_activities_2023.xml").items()}
    assert unhcr == {
        "activities": 134,
        "titles": 301,
        "descriptions": 581,
        "dates": 402,
        "participating_orgs": 2573,
        "recipient_countries": 105,
        "recipient_regions": 29,
        "sectors": 2758,
        "tags": 727,
        "policy_markers": 0,
        "related_activities": 397,
        "budgets": 416,
        "transactions": 2678,
        "transaction_sectors": 0,
        "results": 0,
        "findings": 0,
    }
    iom = read(REAL / "iom_DP.2154.xml")
    assert iom["activities"]["iati_identifier"].to_pylist() == ["XM-DAC-47066-DP.2154"]
    assert iom["sectors"]["vocabulary"].to_pylist() == ["99", "98", "1"]
    assert not len(iom["findings"])
