"""What was wrong with the input, and what the checks said.

Belongs here: ``quality.rejected_rows``, ``quality.reported_rows`` and the journal ``quality.check_results``.
Does not belong here: the rules themselves (normalise/, quality/suites/, sql/checks/).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, Text, func

from gcm_pipeline.warehouse.tables.base import table


def _finding() -> list[Column[object]]:
    return [
        Column("load_id", BigInteger, nullable=False, comment="Load that first reported it so (lineage.loads)"),
        Column("source", Text, primary_key=True, comment="Source, the folder of the landing place"),
        Column("finding_no", BigInteger, primary_key=True, autoincrement=False, comment="Number in the source, from 1"),
        Column("source_file", Text, nullable=False, comment="Landing file, relative to the landing folder"),
        Column("source_row", Integer, comment="Row (activity, page) in that file, from 1; empty: the whole file"),
        Column("field", Text, comment="Field concerned, by its canonical name; empty: the whole row"),
        Column("rule", Text, nullable=False, comment="Short name of the rule that was broken"),
        Column("value", Text, comment="The offending value as it stood in the file"),
        Column("record", Text, comment="The whole raw row as a JSON object, empty fields left out"),
        Column("scope", Text, nullable=False, comment="What was rejected or reported: row, value, superseded, warning"),
    ]


rejected_rows = table(
    "quality", "rejected_rows", *_finding(), comment="Rows and values that were not loaded, each with its reason"
)

reported_rows = table(
    "quality", "reported_rows", *_finding(), comment="Rows superseded by another, and rows kept but worth a look"
)

check_results = table(
    "quality",
    "check_results",
    Column(
        "result_no", BigInteger, Identity(always=True), primary_key=True, comment="Number of the result, increasing"
    ),
    Column("load_id", BigInteger, nullable=False, index=True, comment="Load whose data were checked (lineage.loads)"),
    Column("asset", Text, nullable=False, comment="Asset that was checked"),
    Column("check_name", Text, nullable=False, comment="Name of the check"),
    Column("severity", Text, nullable=False, comment="error (blocks publication) or warning"),
    Column("passed", Boolean, nullable=False, comment="Whether the check passed"),
    Column("observed", Text, comment="What was found"),
    Column("expected", Text, comment="What was expected"),
    Column(
        "checked_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.clock_timestamp(),
        comment="When the check ran",
    ),
    comment="Every outcome of every check of every run, passed or not, published or not",
)
