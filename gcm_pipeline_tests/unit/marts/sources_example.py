"""The Fund, reviews, practices and the network beside the tags of ``example``: small enough to count by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from gcm_pipeline_tests.unit.marts import example

Row = dict[str, Any]

FILES = {  # source, file, rows loaded
    "mptf/joint_programmes.csv": ("mptf", 4),
    "mptf/contributions.csv": ("mptf", 5),
    "mptf/proposals.csv": ("mptf", 3),
    "reviews/register.csv": ("reviews", 5),
    "reviews/reviewed_mentions.csv": ("reviews", 2),
    "reviews/r1.pdf": ("reviews", 1),
    "reviews/loose.txt": ("reviews", 1),
    "practices/practices.csv": ("practices", 2),
    "network/champions.csv": ("network", 3),
    "network/country_networks.csv": ("network", 2),
    "network/regional_networks.csv": ("network", 1),
    "network/regional_reviews.csv": ("network", 2),
    "network/mgi_assessments.csv": ("network", 2),
    "network/interviews.csv": ("network", 2),
}


def core() -> example.Core:
    """``example.core`` and the rows of these files; the files' rows begin at 2, those of documents are pages."""
    core = example.core()
    files = [example.load_file(source, file, loaded=rows) for file, (source, rows) in FILES.items()]
    sources = [{"source": name, "title": name} for name in ("mptf", "network", "practices", "reviews")]
    for row in sources:
        row.update(load_id=1, source_file=f"sources/{row['source']}.yml", source_row=1)
    return (
        core
        | {"load_files": [*core["load_files"], *files], "sources": [*core["sources"], *sources]}
        | _fund()
        | _reviews()
        | _practices()
        | _network()
    )


def place(file: str, row: int) -> Row:
    """Where a row stands."""
    return {"load_id": 1, "source_file": file, "source_row": row}


def _rows(file: str, *rows: Row) -> list[Row]:
    """``rows`` from row 2 of ``file``; real unless they say otherwise."""
    return [{"is_synthetic": False} | row | place(file, number) for number, row in enumerate(rows, 2)]


def _fund() -> example.Core:
    programmes = _rows(
        "mptf/joint_programmes.csv",
        {"programme_code": "MIG-1", "status": "Under implementation", "thematic_area": 2, "budget_usd": Decimal(100)}
        | {"title": "Programme 1", "start_date": date(2020, 1, 1), "start_date_precision": "year"},
        {"programme_code": "MIG-2", "status": "Pipeline", "thematic_area": 2, "is_synthetic": True},
        {"programme_code": "MIG-3", "status": "Operationally closed", "budget_usd": Decimal("50.50")},
        {"programme_code": "MIG-4", "status": "Under implementation", "thematic_area": 5},
    )
    at = {row["programme_code"]: place(row["source_file"], row["source_row"]) for row in programmes}
    organisations = [("MIG-1", "United Nations Children's Fund", "UNICEF", False)]
    organisations += [("MIG-1", "International Organization for Migration", "IOM", True)]
    organisations += [("MIG-1", "International Labour Organization", "ILO", False), ("MIG-2", "A Choir", None, False)]
    proposals = _rows(
        "mptf/proposals.csv", {"reference": "A"}, {"reference": "B"}, {"reference": "C", "is_synthetic": True}
    )
    places = [("A", "SEN", "SEN", 2), ("A", "MLI", "MLI", 2), ("B", "West Africa", None, 3), ("C", "SEN", "SEN", 4)]
    return {
        "mptf_programmes": programmes,
        "assn_programmes_countries": [
            {"programme_code": code, "country_code": country} | at[code]
            for code, country in (("MIG-1", "SEN"), ("MIG-1", "MLI"), ("MIG-2", "MLI"))
        ],
        "assn_programmes_objectives": [
            {"programme_code": code, "objective_no": number} | at[code]
            for code, number in (("MIG-1", 10), ("MIG-1", 2), ("MIG-2", 2))
        ],
        "assn_programmes_organisations": [
            {"programme_code": code, "organisation": name, "organisation_code": known, "is_lead": lead} | at[code]
            for code, name, known, lead in organisations
        ],
        "mptf_contributions": _rows(
            "mptf/contributions.csv",
            _gift(1, "Senegal", "SEN", 2020, committed=10, deposited=5),
            _gift(2, "Government of Senegal", "SEN", 2020, deposited="2.50"),
            _gift(3, "A Foundation", None, 2021, committed=10) | {"is_synthetic": True},
            _gift(4, "Mali", "MLI", None, deposited=100),
            _gift(5, "Tunisia", "TUN", 2022, deposited=7),
        ),
        "mptf_proposals": proposals,
        "assn_proposals_countries": [
            {"reference": reference, "place": where, "country_code": code} | place("mptf/proposals.csv", row)
            for reference, where, code, row in places
        ],
    }


def _gift(
    number: int,
    donor: str,
    code: str | None,
    year: int | None,
    *,
    committed: int | None = None,
    deposited: int | str | None = None,
) -> Row:
    return {
        "contribution_no": number,
        "donor": donor,
        "donor_country_code": code,
        "year": year,
        "committed_usd": None if committed is None else Decimal(committed),
        "deposited_usd": None if deposited is None else Decimal(deposited),
    }


def _reviews() -> example.Core:
    registered = _rows(
        "reviews/register.csv",
        _review("R1", "SEN", "GCM", "2020-21", date(2020, 12, 1), supported=True, reflected=True),
        _review("R2", "MLI", "GCM", "2020-21", None, supported=True, reflected=False) | {"is_synthetic": True},
        _review("R3", "TUN", "GCM", None, None, supported=False),
        _review("R4", "SEN", "HLPF", None, date(2021, 7, 1), supported=True),
        _review("R5", None, "GCM", None, date(2022, 2, 1), supported=True),
    )
    registered[0]["document_file"] = "reviews/r1.pdf"
    registered[4]["country_text"] = "Atlantis"
    loose = _review("reviews/loose.txt", None, None, None, None) | {"is_registered": False, "is_synthetic": False}
    pages = [("R1", "reviews/r1.pdf", 1), ("R1", "reviews/r1.pdf", 2), ("reviews/loose.txt", "reviews/loose.txt", 1)]
    decisions = [
        {"review_id": "R1", "objective_no": objective, "page": 2, "verdict": verdict}
        | place("reviews/reviewed_mentions.csv", row)
        for row, (objective, verdict) in enumerate([(7, "rejected"), (2, "confirmed")], 2)
    ]
    return {
        "review_decisions": decisions,
        "reviews": [*registered, loose | {"document_file": "reviews/loose.txt"} | place("reviews/loose.txt", 1)],
        "review_documents": [
            {"document_file": file, "review_id": review_id, "format": file[-3:], "page_count": count}
            | {"character_count": 100, "sha256": "00ff", "text_method": "text layer"}
            | place(file, 1)
            for review_id, file, count in (("R1", "reviews/r1.pdf", 2), ("reviews/loose.txt", "reviews/loose.txt", 1))
        ],
        "review_pages": [
            {"review_id": review_id, "document_file": file, "page": page, "text": "Objective 7", "text_method": "ocr"}
            | place(file, page)
            for review_id, file, page in pages
        ],
        "review_mentions": [
            _mention(0, 7, "reference", times=2, confidence="0.99"),
            _mention(0, 7, "title", times=1, confidence="0.97"),
            _mention(1, 7, "reference", times=5, confidence="0.80") | {"verdict": "rejected"},
            _mention(1, 2, "short title", times=1, confidence="0.60") | {"verdict": "confirmed"},
            _mention(2, 7, "reference", times=1, confidence="0.80"),
        ],
    }


def _review(
    review_id: str,
    country: str | None,
    process: str | None,
    round_: str | None,
    submitted_on: date | None,
    *,
    supported: bool | None = None,
    reflected: bool | None = None,
) -> Row:
    return {
        "review_id": review_id,
        "is_registered": True,
        "country_code": country,
        "process": process,
        "round": round_,
        "submitted_on": submitted_on,
        "iom_supported": supported,
        "iom_input_reflected": reflected,
    }


def _mention(page: int, objective: int, method: str, *, times: int, confidence: str) -> Row:
    """A mention on the first or second page of R1, or on the page of the loose document."""
    review_id, file, number = (
        ("R1", "reviews/r1.pdf", page + 1) if page < 2 else ("reviews/loose.txt", "reviews/loose.txt", 1)
    )
    return {
        "review_id": review_id,
        "document_file": file,
        "page": number,
        "objective_no": objective,
        "method": method,
        "snippet": f"objective {objective}",
        "confidence": Decimal(confidence),
        "mention_count": times,
    } | place(file, number)


def _practices() -> example.Core:
    file = "practices/practices.csv"
    said = {"is_global": False, "is_ongoing": False, "is_general": False}
    first, second = (
        {"practice_no": 1, "title": "Desk"} | said,
        {"practice_no": 2, "title": "Choir", "is_synthetic": True} | said,
    )
    return {
        "practices": _rows(file, first, second),
        "assn_practices_countries": [
            {"practice_no": number, "country_code": code} | place(file, number + 1)
            for number, code in ((1, "SEN"), (2, "MLI"), (2, "SEN"))
        ],
        "assn_practices_objectives": [
            {"practice_no": number, "objective_no": objective} | place(file, number + 1)
            for number, objective in ((1, 7), (1, 15), (2, 7))
        ],
    }


def _network() -> example.Core:
    national = {"country_code": "SEN", "year": 2019, "level": "national", "locality": ""}
    day = {"held_on_precision": "day", "region": "Africa"}
    return {
        "champion_countries": _rows(
            "network/champions.csv",
            {"country_code": "SEN", "joined_on": date(2020, 7, 1), "attested_on": date(2023, 11, 30)},
            {"country_code": "MLI", "attested_on": date(2022, 3, 31)},
            {"country_code": "TUN", "attested_on": date(2023, 11, 30)},
        ),
        "country_networks": _rows(
            "network/country_networks.csv",
            {"country_code": "SEN"},
            {"country_code": "MLI", "established_on": date(2021, 1, 1)},
        ),
        "regional_networks": _rows(
            "network/regional_networks.csv", {"region": "Africa", "established_on": date(2023, 1, 1)}
        ),
        "regional_reviews": _rows(
            "network/regional_reviews.csv", day | {"held_on": date(2021, 8, 31)}, day | {"held_on": date(2024, 10, 1)}
        ),
        "mgi_assessments": _rows(
            "network/mgi_assessments.csv", national, national | {"year": 2021, "level": "local", "locality": "Dakar"}
        ),
        "interviews": _rows(
            "network/interviews.csv",
            {"interview_no": "1", "informants": 3, "is_synthetic": True},
            {"interview_no": "2", "is_synthetic": True},
        ),
    }
