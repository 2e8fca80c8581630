"""Reviews from raw frames to core tables, with everything that a register and its decisions can get wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from gcm_pipeline.frames import to_pandas
from gcm_pipeline.normalise.reviews import normalise
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.reviews import FRAMES
from gcm_pipeline.warehouse.tables import reviews as tables

Row = dict[str, Any]
REGISTER, DECISIONS = "reviews/register.csv", "reviews/reviewed_mentions.csv"
R1 = {"review_id": "R1", "country": "Peru", "process": "GCM", "file": "a.pdf"}
HASH = "a" * 64


@cache
def reference() -> Reference:
    return Reference()


def document(file: str = "reviews/a.pdf", **other: Any) -> Row:
    known = {"format": "pdf", "language": "en", "text_method": "text layer", "modified_on": "2024-01-01"}
    numbers = {"page_count": 3, "character_count": 9, "sha256": file[-5] * 64}
    return known | numbers | {"source_file": file, "source_row": 1} | other


def mention(page: int, objective_no: int, *, confidence: float = 0.9, method: str = "reference", **other: Any) -> Row:
    row = {"objective_no": objective_no, "method": method, "snippet": f"{confidence}", "confidence": confidence}
    return row | {"source_file": "reviews/a.pdf", "source_row": page} | other


def refused(file: str) -> Row:
    row = dict.fromkeys(FRAMES["findings"].names) | {"source_file": file, "source_row": 1, "rule": "encrypted"}
    return row | {"scope": "row", "record": "{}"}


def run(
    register: Sequence[Row] = (R1,),
    documents: Sequence[Row] = (),
    mentions: Sequence[Row] = (),
    decisions: Sequence[Row] = (),
    findings: Sequence[Row] = (),
) -> dict[str, pd.DataFrame]:
    """Frames of the result by name; rows of tables are numbered from 2, pages are those of the mentions."""
    places = {"register": REGISTER, "reviewed_mentions": DECISIONS}
    given = {"register": register, "reviewed_mentions": decisions, "documents": documents, "mentions": mentions}
    given["findings"] = findings
    given["pages"] = [
        {"text": "…", "text_method": "text layer", "source_file": one["source_file"], "source_row": page}
        for one in documents
        for page in range(1, one["page_count"] + 1)
    ]
    raw = {}
    for name, rows in given.items():
        place = {"source_file": places[name]} if name in places else {}
        numbered = [place | {"source_row": number} | row for number, row in enumerate(rows, 2)]
        raw[name] = to_pandas(pa.Table.from_pylist(numbered, FRAMES[name]))
    found: dict[str, list[pa.Table]] = {}
    for name, table in normalise(raw, reference()):
        found.setdefault(name, []).append(table)
    return {name: to_pandas(pa.concat_tables(parts)) for name, parts in found.items()}


def told(result: dict[str, pd.DataFrame]) -> set[tuple[str, str]]:
    return set(result["findings"][["rule", "scope"]].itertuples(index=False, name=None))


def verdicts(result: dict[str, pd.DataFrame]) -> list[tuple[Any, ...]]:
    frame = result["review_mentions"].sort_values(["page", "objective_no", "method"])
    frame = frame[["page", "objective_no", "method", "verdict"]].astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))


def test_tables_have_the_declared_columns_and_the_books_balance() -> None:
    result = run(documents=[document()], mentions=[mention(1, 7)], decisions=[{"review_id": "R1"}])
    for name in ("reviews", "review_documents", "review_pages", "review_mentions", "review_decisions"):
        assert [*result[name], "load_id"] == sorted(
            [column.name for column in getattr(tables, name).columns],
            key=[*result[name], "load_id"].index,
        )
    books = result["books"].set_index("source_file")
    assert books.loc[REGISTER].tolist() == [1, 1, 0, 0]
    assert books.loc["reviews/a.pdf"].tolist() == [1, 1, 0, 0]
    assert books.loc[DECISIONS].tolist() == [1, 0, 1, 0]


def test_nothing_gives_empty_tables() -> None:
    assert {len(frame) for frame in run(register=[]).values()} == {0}


@pytest.mark.parametrize(
    ("row", "column", "value", "finding"),
    [
        ({"country": "Pérou"}, "country_code", "PER", None),
        ({"country": "Synthetic Country"}, "country_code", "QZZ", None),
        ({"country": "Atlantis"}, "country_code", None, ("unknown-country", "warning")),
        ({"country": "Atlantis"}, "country_text", "Atlantis", ("unknown-country", "warning")),
        ({"country": "Peru; Chad"}, "country_code", None, ("several-countries", "warning")),
        ({"process": "hlpf"}, "process", "HLPF", None),
        ({"process": "PMM"}, "process", "GCM", None),
        ({"process": "VNR"}, "process", None, ("unknown-process", "value")),
        ({"language": "Français"}, "language", "fr", None),
        ({"language": "pt/en"}, "language", "pt/en", None),
        ({"submitted_on": "2020-12"}, "submitted_on_precision", "month", None),
        ({"submitted_on": "soon"}, "submitted_on", None, ("unreadable-date", "value")),
        ({"iom_supported": "Oui"}, "iom_supported", True, None),
        ({"iom_supported": "perhaps"}, "iom_supported", None, ("unreadable-yes-or-no", "value")),
        ({"iom_input_reflected": "no"}, "iom_input_reflected", False, None),
        ({"title": "Examen synthétique"}, "is_synthetic", True, None),
    ],
)
def test_cells_of_the_register(row: Row, column: str, value: Any, finding: tuple[str, str] | None) -> None:
    result = run([R1 | {"file": None} | row])
    got = result["reviews"][column][0]
    assert (None if pd.isna(got) else got) == value
    assert told(result) == ({finding} if finding else set())


@pytest.mark.parametrize(
    ("file", "found", "rule"),
    [
        ("a.pdf", "reviews/a.pdf", None),
        ("A.PDF", "reviews/a.pdf", None),
        ("reviews/a.pdf", "reviews/a.pdf", None),
        ("sub\\b.pdf", "reviews/sub/b.pdf", None),
        ("b.pdf", "reviews/sub/b.pdf", None),
        ("e\u0301.pdf", "reviews/é.pdf", None),
        ("twice.pdf", None, "ambiguous-document"),
        ("none.pdf", None, "missing-document"),
        ("shut.pdf", None, "document-not-read"),
        ("../a.pdf", None, "unsafe-file-name"),
        ("x/../a.pdf", None, "unsafe-file-name"),
        ("/etc/a.pdf", None, "unsafe-file-name"),
        ("C:\\a.pdf", None, "unsafe-file-name"),
        ("https://x.org/a.pdf", None, "unsafe-file-name"),
        (None, None, None),
    ],
)
def test_documents_of_the_register(file: str | None, found: str | None, rule: str | None) -> None:
    names = ("a.pdf", "sub/b.pdf", "é.pdf", "one/twice.pdf", "two/twice.pdf")
    shelf = [document(f"reviews/{name}", sha256=name) for name in names]
    result = run([R1 | {"file": file}], shelf, findings=[refused("reviews/shut.pdf")])
    registered = result["reviews"].set_index("review_id").loc["R1"]
    assert (None if pd.isna(registered["document_file"]) else registered["document_file"]) == found
    assert {name for name, _ in told(result)} - {"unregistered-document", "encrypted"} == ({rule} if rule else set())
    others = result["reviews"].loc[~result["reviews"]["is_registered"], "review_id"].tolist()
    assert sorted([*others, *([found] if found else [])]) == sorted(one["source_file"] for one in shelf)


def test_rows_without_an_id_and_double_ones() -> None:
    result = run([R1 | {"title": "old"}, {"country": "Chad"}, R1 | {"title": "new"}, R1 | {"title": "new"}])
    assert result["reviews"]["title"].tolist() == ["new"]
    assert result["books"].iloc[0].tolist() == [REGISTER, 4, 1, 1, 2]


def test_a_document_serves_one_review() -> None:
    result = run([R1, R1 | {"review_id": "R2"}], [document()])
    assert result["reviews"]["document_file"].fillna("").tolist() == ["reviews/a.pdf", ""]
    assert ("document-of-another-review", "warning") in told(result)


def test_a_document_beside_the_register_is_a_review() -> None:
    result = run([], [document(process="HLPF")])
    (review,) = result["reviews"].to_dict("records")
    expected = {"review_id": "reviews/a.pdf", "is_registered": False, "process": "HLPF", "process_source": "document"}
    assert review.items() >= expected.items()
    assert result["review_pages"]["review_id"].tolist() == ["reviews/a.pdf"] * 3
    assert told(result) == {("unregistered-document", "warning")}


def test_copies_of_a_document_count_once() -> None:
    copies = [document(f"reviews/{name}.pdf", sha256=HASH) for name in "0ab"]
    result = run([R1], copies)
    assert result["review_documents"]["document_file"].tolist() == ["reviews/a.pdf"]
    assert len(result["review_pages"]) == 3
    assert result["books"]["rows_superseded"].tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("named", "told_by_document", "process", "source", "rule"),
    [
        ("GCM", "HLPF", "GCM", "register", {("process-contradicts-document", "warning")}),
        (None, "HLPF", "HLPF", "document", set()),
        ("GCM", None, "GCM", "register", set()),
        (None, None, None, None, set()),
    ],
)
def test_the_register_knows_the_process_better(
    named: str | None, told_by_document: str | None, process: str | None, source: str | None, rule: set[Any]
) -> None:
    result = run([R1 | {"process": named}], [document(process=told_by_document)])
    got = result["reviews"][["process", "process_source"]].astype(object)
    assert got.where(got.notna(), None).iloc[0].tolist() == [process, source]
    assert told(result) == rule


def test_mentions_are_counted_by_page_and_method() -> None:
    found = [
        mention(1, 7, confidence=0.8),
        mention(1, 7, confidence=0.95),
        mention(1, 7, method="title"),
        mention(2, 7),
    ]
    frame = run(documents=[document()], mentions=found)["review_mentions"]
    assert frame["mention_count"].tolist() == [2, 1, 1]
    assert frame["snippet"].tolist() == ["0.95", "0.9", "0.9"]
    assert [str(value) for value in frame["confidence"]] == ["0.9500", "0.9000", "0.9000"]
    assert frame["source_row"].tolist() == frame["page"].tolist() == [1, 1, 2]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([(7, "rejected", "1")], [(1, 7, "reference", "rejected"), (2, 7, "reference", None)]),
        ([(7, "Confirmé", None)], [(1, 7, "reference", "confirmed"), (2, 7, "reference", "confirmed")]),
        (
            [(7, "rejected", None), (7, "confirmed", "p. 2")],
            [(1, 7, "reference", "rejected"), (2, 7, "reference", "confirmed")],
        ),
        (
            [(9, "confirmed", None)],
            [(0, 9, "reviewer", "confirmed"), (1, 7, "reference", None), (2, 7, "reference", None)],
        ),
        (
            [(7, "confirmed", "3")],
            [(1, 7, "reference", None), (2, 7, "reference", None), (3, 7, "reviewer", "confirmed")],
        ),
        (
            [(7, "rejected", "1"), (7, "rejected", "2"), (7, "confirmed", None)],
            [(0, 7, "reviewer", "confirmed"), (1, 7, "reference", "rejected"), (2, 7, "reference", "rejected")],
        ),
    ],
)
def test_people_win_over_the_program(decisions: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    rows = [
        {"review_id": "R1", "objective": f"{objective}", "verdict": verdict, "page": page}
        for objective, verdict, page in decisions
    ]
    result = run(documents=[document()], mentions=[mention(1, 7), mention(2, 7)], decisions=rows)
    assert verdicts(result) == expected
    added = result["review_mentions"].query("method == 'reviewer'")
    assert set(added["source_file"]) <= {DECISIONS}


def test_a_person_may_confirm_what_no_document_here_shows() -> None:
    result = run(
        [R1 | {"file": None}], decisions=[{"review_id": "R1", "objective": "7", "verdict": "confirmed", "page": "9"}]
    )
    (row,) = result["review_mentions"].to_dict("records")
    assert (row["document_file"], row["page"], row["method"]) == ("", 9, "reviewer")


DECISION = {"review_id": "R1", "objective": "7", "verdict": "confirmed"}


@pytest.mark.parametrize(
    ("change", "rule", "scope"),
    [
        ({"review_id": None}, "missing-review-id", "row"),
        ({"review_id": "R9"}, "unknown-review", "row"),
        ({"objective": None}, "missing-objective", "row"),
        ({"objective": "24"}, "unknown-objective", "row"),
        ({"objective": "7; 9"}, "several-objectives", "row"),
        ({"verdict": None}, "missing-verdict", "row"),
        ({"verdict": "maybe"}, "unknown-verdict", "row"),
        ({"page": "0"}, "invalid-page", "row"),
        ({"page": "two"}, "invalid-page", "row"),
        ({"page": "4"}, "unknown-page", "row"),
        ({"reviewed_on": "soon"}, "unreadable-date", "value"),
        ({"objective": "8", "verdict": "rejected"}, "nothing-to-reject", "warning"),
        ({"reviewed_on": "2023-12-31"}, "document-changed-since-review", "warning"),
        ({"document_sha256": "b" * 64}, "document-changed-since-review", "warning"),
        ({"document_sha256": HASH.upper(), "reviewed_on": "2023-12-31"}, None, None),
        ({"reviewed_on": "2024-01-01"}, None, None),
        ({"objective": "Objective 7", "page": "1.0"}, None, None),
    ],
)
def test_decisions_that_cannot_be_taken_as_they_are(change: Row, rule: str | None, scope: str | None) -> None:
    result = run(documents=[document()], mentions=[mention(1, 7)], decisions=[DECISION | change])
    assert told(result) == ({(rule, scope)} if rule else set())
    assert len(result["review_decisions"]) == (scope != "row")


def test_the_latest_decision_wins() -> None:
    days = [("2024-03-01", "confirmed"), ("2024-02-01", "rejected"), (None, "rejected")]
    rows = [DECISION | {"reviewed_on": day, "verdict": verdict} for day, verdict in days]
    result = run(documents=[document()], mentions=[mention(1, 7)], decisions=rows)
    assert verdicts(result) == [(1, 7, "reference", "confirmed")]
    assert result["books"].set_index("source_file").loc[DECISIONS].tolist() == [3, 1, 0, 2]
