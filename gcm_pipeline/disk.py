"""What a disk says that takes no more, in the words of whichever library met it, and what a person is to do.

Belongs here: recognising such words, and the sentence for people. Does not belong here: what was being written.
"""

from __future__ import annotations

import re

from gcm_pipeline.errors import PipelineError, UsageError

FULL = re.compile(
    # Of the system; of PostgreSQL, which says the second when half a page fits; of SQLite, the last when its journal
    # does not.
    r"No space left on device|wrote only \d+ of \d+ bytes|Disk quota exceeded|File too large"
    r"|database or disk is full|disk I/O error"
)
CLOSED = re.compile(r"Read-only file system|attempt to write a readonly database")
PATH = re.compile(r"'/[^']+'")


def refusal(said: str) -> PipelineError | None:
    """The error for people when ``said``, the words of another one, tell of a disk that is full or may not be written.

    Words, as the error itself may come from SQLite, Arrow or PostgreSQL, and from Dagster only its text. The name of
    one of PostgreSQL's files is left out: many statements fail, each at another file, for one reason.
    """
    for line in said.splitlines():
        path = f" ({found.group()})" if (found := PATH.search(line)) else ""
        if full := FULL.search(line):
            return PipelineError(
                f"The disk takes no more: {full.group()}{path}. Make room in the storage folder (or on the database's "
                "disk) and run again; nothing that was published or archived is lost."
            )
        if closed := CLOSED.search(line):
            return UsageError(
                f"The storage folder may not be written: {closed.group()}{path}. Make it writable, or name another by "
                "--storage or GCM_STORAGE; what it holds is as it was."
            )
    return None
