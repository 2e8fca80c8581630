"""Where published rows come from: ``lineage.loads`` and ``lineage.load_files``.

Belongs here: the record of runs and of the files they read.
Does not belong here: what was wrong with those files (quality.py).
``loads`` is a journal, written as a run begins and ends; ``load_files`` is added by the publish transaction.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, DateTime, Identity, Text, func

from gcm_pipeline.warehouse.tables.base import table

STATUSES = ("running", "published", "failed", "abandoned")

loads = table(
    "lineage",
    "loads",
    Column("load_id", BigInteger, Identity(always=True), primary_key=True, comment="Number of the load, increasing"),
    Column("run_id", Text, nullable=False, unique=True, comment="Dagster's name for the run"),
    Column(
        "started_at", DateTime(timezone=True), nullable=False, server_default=func.now(), comment="When the run began"
    ),
    Column("finished_at", DateTime(timezone=True), comment="When it was published, failed or was given up"),
    Column("code_version", Text, nullable=False, comment="Version of the pipeline that ran"),
    Column("status", Text, nullable=False, comment="running, published, failed, or abandoned (its process died)"),
    CheckConstraint("status IN ('running', 'published', 'failed', 'abandoned')", name="loads_status_check"),
    comment="Runs of the pipeline, one row each",
)

load_files = table(
    "lineage",
    "load_files",
    Column("load_id", BigInteger, primary_key=True, autoincrement=False, comment="Load that read it (lineage.loads)"),
    Column("source", Text, primary_key=True, comment="Source, the folder of the landing place"),
    Column("source_file", Text, primary_key=True, comment="Landing file, relative to the landing folder"),
    Column("sha256", Text, nullable=False, comment="SHA-256 of the file's content, hexadecimal"),
    Column("bytes", BigInteger, nullable=False, comment="Size of the file in bytes"),
    Column("modified_at", DateTime(timezone=True), comment="Time of last change that the landing place gives"),
    Column("rows_read", BigInteger, nullable=False, comment="Rows (activities, documents) read"),
    Column("rows_loaded", BigInteger, nullable=False, comment="Rows that reached the core tables"),
    Column("rows_rejected", BigInteger, nullable=False, comment="Rows rejected with a reason (quality.rejected_rows)"),
    Column("rows_superseded", BigInteger, nullable=False, comment="Rows that lost to another row for the same thing"),
    Column("is_stale", Boolean, nullable=False, comment="An earlier file stood in, as the newest could not be used"),
    comment="Files that each published load read, with their books: read = loaded + rejected + superseded",
)
