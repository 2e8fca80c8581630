"""National reviews: register, documents, their pages, mentions of objectives, and people's decisions about these.

Belongs here: the declarations. Does not belong here: how cells are cleaned (normalise/reviews.py), how documents are
read (documents/).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Numeric, SmallInteger, Text

from gcm_pipeline.warehouse.tables.base import provenance, table

SOURCE = "reviews"
PRECISION = "day, month or year: how exact the cell was"
WHOLE = "0: the document as a whole"
REVIEW_ID = "Short name in the register; of a document that the register does not name, its path"


def _review(*, key: bool) -> Column[str]:
    reviews_key = ForeignKey("core.reviews.review_id")
    return Column("review_id", Text, reviews_key, primary_key=key, nullable=False, comment=REVIEW_ID)


def _objective() -> Column[int]:
    return Column(
        "objective_no",
        SmallInteger,
        ForeignKey("core.gcm_objectives.objective_no"),
        primary_key=True,
        info={"cleaned_from": "objective"},
        comment="GCM objective, 1 to 23",
    )


reviews = table(
    "core",
    "reviews",
    Column("review_id", Text, primary_key=True, comment=REVIEW_ID),
    Column("is_registered", Boolean, nullable=False, comment="Whether the register names it; if not, a document does"),
    Column(
        "country_code",
        Text,
        ForeignKey("core.countries.country_code"),
        info={"cleaned_from": "country"},
        comment="ISO 3166-1 alpha-3; null where the register names none that is known",
    ),
    Column("country_text", Text, info={"cleaned_from": "country"}, comment="Country as the register writes it"),
    Column("process", Text, comment="GCM or HLPF; null where neither register nor document tells"),
    Column(
        "process_source",
        Text,
        info={"cleaned_from": "process"},
        comment="register, or document: told from the words of the document",
    ),
    Column("round", Text, comment="Round of reviews as the register writes it, such as 2020-21"),
    Column("submitted_on", Date, comment="Day of submission; a bare month or year stands as its first day"),
    Column("submitted_on_precision", Text, info={"cleaned_from": "submitted_on"}, comment=PRECISION),
    Column("language", Text, comment="Language by the register: ISO 639-1 where it is known, else as written"),
    Column("title", Text, comment="Title by the register"),
    Column("url", Text, comment="Where it is published, by the register"),
    Column("document_file", Text, info={"cleaned_from": "file"}, comment="The document that was read, if any"),
    Column("iom_supported", Boolean, comment="Whether IOM supported the review; null: not said"),
    Column("iom_input_reflected", Boolean, comment="Whether it reflects IOM's input; null: not said"),
    Column(
        "is_synthetic",
        Boolean,
        nullable=False,
        info={"cleaned_from": "title"},
        comment="Whether title, URL or file name say that the review is synthetic: made up, to show a feature",
    ),
    *provenance(),
    comment="National reviews of the GCM and of the SDGs. One row per review of the register or document beside it.",
    source=SOURCE,
)

review_documents = table(
    "core",
    "review_documents",
    Column("document_file", Text, primary_key=True, comment="Path of the document in the landing folder"),
    _review(key=False),
    Column("format", Text, nullable=False, comment="pdf, docx, html or txt, told from the content"),
    Column("language", Text, comment="Language of most of the text, ISO 639-1; null where it cannot be told"),
    Column("page_count", Integer, nullable=False, comment="Number of pages; 1 in formats without pages"),
    Column("character_count", Integer, nullable=False, comment="Characters of the text of all pages"),
    Column(
        "sha256", Text, nullable=False, comment="Hash of the content; name it in reviewed_mentions to notice changes"
    ),
    Column(
        "text_method",
        Text,
        nullable=False,
        comment="text layer: the file's own text; ocr: at least one page was read from its picture; none: no text",
    ),
    *provenance(),
    comment="Documents that were read. One row per document.",
    source=SOURCE,
)

review_pages = table(
    "core",
    "review_pages",
    _review(key=True),
    Column(
        "document_file",
        Text,
        ForeignKey("core.review_documents.document_file"),
        primary_key=True,
        comment="Path of the document in the landing folder",
    ),
    Column("page", Integer, primary_key=True, autoincrement=False, comment="Page of the document, from 1"),
    Column("language", Text, comment="Language of the page, ISO 639-1; null where there is too little text to tell"),
    Column("text", Text, nullable=False, comment="Text of the page, white space tidied; empty where it has none"),
    Column("text_method", Text, nullable=False, comment="text layer, ocr or none: where the text comes from"),
    *provenance(),
    comment="Text of the documents. One row per document and page.",
    source=SOURCE,
)

review_mentions = table(
    "core",
    "review_mentions",
    _review(key=True),
    Column(
        "document_file",
        Text,
        primary_key=True,
        comment="Path of the document; empty where a person decided about a review without one",
    ),
    Column("page", Integer, primary_key=True, autoincrement=False, comment=f"Page of the document, from 1; {WHOLE}"),
    _objective(),
    Column(
        "method",
        Text,
        primary_key=True,
        comment="reference, title, short title, label: how the program found it; reviewer: a person did",
    ),
    Column("snippet", Text, comment="The words around the surest mention; of method reviewer the person's note"),
    Column(
        "confidence", Numeric(9, 4), nullable=False, comment="0 to 1, of the surest mention: data/reference/mentions"
    ),
    Column("verdict", Text, comment="confirmed or rejected by a person; null: not reviewed"),
    Column("mention_count", Integer, nullable=False, comment="How often this method finds the objective on this page"),
    *provenance(),
    comment="Objectives mentioned in reviews. One row per page, objective and method; rejected ones count nowhere.",
    source=SOURCE,
)

review_decisions = table(
    "core",
    "review_decisions",
    _review(key=True),
    _objective(),
    Column(
        "page", Integer, primary_key=True, autoincrement=False, comment=f"Page that was decided about, from 1; {WHOLE}"
    ),
    Column("verdict", Text, nullable=False, comment="confirmed: the review speaks of it there; rejected: it does not"),
    Column("note", Text, comment="Why it was decided so"),
    Column("reviewed_on", Date, comment="Day of the decision"),
    Column("reviewed_on_precision", Text, info={"cleaned_from": "reviewed_on"}, comment=PRECISION),
    Column("document_sha256", Text, comment="Hash of the document that the person read, where the person named it"),
    *provenance(),
    comment="People's decisions about mentions, which win over the program's. One row per review, objective and page.",
    source=SOURCE,
)
