"""National reviews: from the register, documents, mentions and decisions to the core tables.

Belongs here: putting the tables together. Does not belong here: which document belongs to which review
(reviews_register.py), mentions (reviews_mentions.py), decisions (reviews_decisions.py), cells (reviews_cells.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.frames import FrameSet
from gcm_pipeline.normalise import findings
from gcm_pipeline.normalise.countries import OneCountry
from gcm_pipeline.normalise.records import SYNTHETIC, Records, closing
from gcm_pipeline.normalise.reviews_cells import answers, languages, processes
from gcm_pipeline.normalise.reviews_decisions import Content, decisions
from gcm_pipeline.normalise.reviews_mentions import mentions
from gcm_pipeline.normalise.reviews_register import Shelf, documents_of, leave_out_copies
from gcm_pipeline.reference import Reference
from gcm_pipeline.sources.reviews import CARD, FRAMES

TEXTS = ("format", "language", "text_method", "process", "modified_on", "sha256")
ROW = ("source_file", "source_row")


def normalise(raw: Mapping[str, pd.DataFrame], reference: Reference) -> Iterator[tuple[str, pa.Table]]:
    """Yield the core tables of the source, ``findings`` and ``books``, from its raw frames.

    Rules, beside those of the modules named above: ``missing-review-id`` (row rejected); ``duplicate-identical``,
    ``duplicate-older`` (superseded; of a Review ID the later row stays). Warnings: ``unregistered-document``,
    ``process-contradicts-document``, and the rules of a country that is not known.
    """
    register = Records(raw, "register", tuple(CARD.frames["register"].fields), verbatim=["title"])
    register.require("review_id", "missing-review-id")
    register.unique(register.text("review_id"))
    documents = Records(raw, "documents", TEXTS)
    read = documents.rows["source_file"].to_pylist()
    files = documents_of(register, Shelf(read, _refused(raw)), set(read))
    leave_out_copies(documents, {file for file in files if file})
    about = _described(raw, documents)
    reviews = _registered(register, files, about, reference)
    loose = _unregistered(documents, about, {*files, *reviews["review_id"].to_pylist()})
    reviews = pa.concat_tables([reviews, loose], promote_options="default").sort_by("review_id")
    yield "reviews", reviews
    review_of = _review_of(reviews, about["source_file"].to_pylist())
    yield "review_documents", _documents(about, review_of)
    yield from _pages(raw, review_of)
    rows = Records(raw, "reviewed_mentions", tuple(CARD.frames["reviewed_mentions"].fields), verbatim=["note"])
    decided = decisions(rows, _contents(reviews, about), reference)
    yield "review_mentions", mentions(_frame(raw, "mentions"), review_of, decided, rows)
    yield "review_decisions", decided
    yield from closing(raw, [register, documents, rows])


def _frame(raw: Mapping[str, pd.DataFrame], name: str) -> pa.Table:
    if name not in raw:
        return FRAMES[name].empty_table()
    return pa.Table.from_pandas(raw[name], preserve_index=False).select(FRAMES[name].names).cast(FRAMES[name])


def _refused(raw: Mapping[str, pd.DataFrame]) -> list[str]:
    """Documents of which reading made nothing."""
    if "findings" not in raw:
        return []
    files = raw["findings"].loc[raw["findings"]["scope"] == "row", "source_file"].dropna().unique()
    return [str(file) for file in files if CARD.frame_of(str(file)) == "documents"]


def _described(raw: Mapping[str, pd.DataFrame], documents: Records) -> pa.Table:
    """The documents that stay, with their numbers."""
    return _frame(raw, "documents").sort_by([(name, "ascending") for name in ROW]).take(documents.places)


def _registered(register: Records, files: list[str | None], about: pa.Table, reference: Reference) -> pa.Table:
    country = OneCountry(reference["countries"], reference["country_spellings"]).read
    by_file = dict(zip(about["source_file"].to_pylist(), about["process"].to_pylist(), strict=True))
    named = register.read("process", processes)
    told = pa.array([by_file.get(file or "") for file in files], pa.string())
    _warn_of_contradictions(register, named, told)
    columns = {
        "review_id": register.text("review_id"),
        "is_registered": pa.repeat(pa.scalar(True), len(files)),
        "country_code": register.read("country", country, "warning"),
        "country_text": register.text("country"),
        "process": pc.coalesce(named, told),
        "process_source": _origin(named, told),
        "round": register.text("round"),
        **register.dates("submitted_on"),
        "language": register.read("language", languages(reference["language_names"])),
        "title": register.text("title"),
        "url": register.text("url"),
        "document_file": pa.array(files, pa.string()),
        "iom_supported": register.read("iom_supported", answers),
        "iom_input_reflected": register.read("iom_input_reflected", answers),
        "is_synthetic": register.is_synthetic("title", "url"),
    }
    return pa.table(columns | register.provenance())


def _origin(named: pa.Array, told: pa.Array) -> pa.Array:
    none = pa.scalar(None, pa.string())
    return pc.if_else(pc.is_valid(named), "register", pc.if_else(pc.is_valid(told), "document", none))


def _warn_of_contradictions(register: Records, named: pa.Array, told: pa.Array) -> None:
    hit = pc.fill_null(pc.not_equal(named, told), False)
    value = pc.binary_join_element_wise("register ", named, ", document ", told, "").filter(hit)
    rule = "process-contradicts-document"
    register.found.append(findings.of_rows(register.places.filter(hit), "process", rule, "warning", value))


def _unregistered(documents: Records, about: pa.Table, known: set[str | None]) -> pa.Table:
    """A review for each document that no review of the register leads to: the columns that a document can fill."""
    new = pa.array([file not in known for file in about["source_file"].to_pylist()], pa.bool_())
    places = documents.places.filter(new)
    documents.found.append(findings.of_rows(places, None, "unregistered-document", "warning"))
    own = about.filter(new)
    file, nothing = own["source_file"], pa.nulls(own.num_rows, pa.string())
    columns = {
        "review_id": file,
        "is_registered": pa.repeat(pa.scalar(False), own.num_rows),
        "process": own["process"],
        "process_source": _origin(nothing, own["process"]),
        "document_file": file,
        "is_synthetic": pc.match_substring_regex(file, SYNTHETIC),
        **{name: own[name] for name in ROW},
    }
    return pa.table(columns)


def _review_of(reviews: pa.Table, files: list[str]) -> dict[str, str]:
    """The review of each document, in the order of the documents."""
    pairs = zip(reviews["document_file"].to_pylist(), reviews["review_id"].to_pylist(), strict=True)
    by_file = {file: review for file, review in pairs if file}
    return {file: by_file.get(file, file) for file in files}


def _documents(about: pa.Table, review_of: Mapping[str, str]) -> pa.Table:
    names = ("format", "language", "page_count", "character_count", "sha256", "text_method")
    key = {"document_file": about["source_file"], "review_id": pa.array(review_of.values(), pa.string())}
    return pa.table(key | {name: about[name] for name in (*names, *ROW)})


def _contents(reviews: pa.Table, about: pa.Table) -> dict[str, Content | None]:
    """Every review, with what its document is like."""
    columns = (about[name].to_pylist() for name in ("source_file", "sha256", "modified_on", "page_count"))
    by_file = {file: Content(*rest) for file, *rest in zip(*columns, strict=True)}
    pairs = zip(reviews["review_id"].to_pylist(), reviews["document_file"].to_pylist(), strict=True)
    return {review: by_file.get(file or "") for review, file in pairs}


def _pages(raw: Mapping[str, pd.DataFrame], review_of: Mapping[str, str]) -> Iterator[tuple[str, pa.Table]]:
    """``review_pages`` in parts, so that not all texts need to be held at once."""
    yield "review_pages", _page_table(FRAMES["pages"].empty_table(), review_of)
    if isinstance(raw, FrameSet):
        for batch in raw.batches("pages", 1 << 12):
            yield "review_pages", _page_table(pa.Table.from_batches([batch]), review_of)
    else:
        yield "review_pages", _page_table(_frame(raw, "pages"), review_of)


def _page_table(pages: pa.Table, review_of: Mapping[str, str]) -> pa.Table:
    files = pages["source_file"].combine_chunks().dictionary_encode()
    reviews = pa.array([review_of.get(file) for file in files.dictionary.to_pylist()], pa.string())
    columns = {
        "review_id": reviews.take(files.indices),
        "document_file": pages["source_file"],
        "page": pages["source_row"],
        **{name: pages[name] for name in ("language", "text", "text_method", *ROW)},
    }
    table = pa.table(columns)
    return table.filter(pc.is_valid(table["review_id"]))
