"""The register of reviews and the documents beside it: which belong together.

Belongs here: finding the document of a review, and what is said of those that have no partner.
Does not belong here: cells (reviews_cells.py), mentions (reviews_mentions.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.normalise import findings
from gcm_pipeline.normalise.records import Records
from gcm_pipeline.normalise.reviews_cells import comparable, paths

FOLDER = "reviews/"
MISSING, UNREAD, UNCLEAR, TAKEN = (
    "missing-document",
    "document-not-read",
    "ambiguous-document",
    "document-of-another-review",
)


class Match(NamedTuple):
    """What the File cell of a review leads to: a document that was read, or the rule that says why to none."""

    file: str | None
    rule: str | None


class Shelf:
    """Finds documents by path or, where it is unique, by name, without regard to case."""

    def __init__(self, read: Iterable[str], refused: Iterable[str]) -> None:
        self._read = set(read)
        self._places: defaultdict[str, list[str]] = defaultdict(list)
        for file in sorted({*self._read, *refused}):
            path = comparable(file.removeprefix(FOLDER))
            for name in {path, path.rsplit("/", 1)[-1]}:
                self._places[name].append(file)
            self._places[f"/{path}"] = [file]  # whole paths come before names

    def find(self, path: str) -> Match:
        """The document of a ``path`` in the form of ``reviews_cells.paths``."""
        found = self._places.get(f"/{path}") or self._places.get(path, [])
        if len(found) != 1:
            return Match(None, UNCLEAR if found else MISSING)
        return Match(found[0], None) if found[0] in self._read else Match(None, UNREAD)


def documents_of(register: Records, shelf: Shelf, files: Collection[str]) -> list[str | None]:
    """The document of each review of the register; a review that is called like one of ``files`` means that one.

    Rules: ``unsafe-file-name`` (the value is rejected); warnings ``missing-document``, ``document-not-read``,
    ``ambiguous-document``, ``document-of-another-review``.
    """
    cells = register.read("file", paths).to_pylist()
    taken: set[str] = set()
    matches: list[Match] = []
    for path, review_id in zip(cells, register.text("review_id").to_pylist(), strict=True):
        match = shelf.find(path) if path else Match(review_id if review_id in files else None, None)
        if match.file in taken:
            match = Match(None, TAKEN)
        taken |= {match.file} - {None}  # type: ignore[arg-type]
        matches.append(match)
    for rule in (MISSING, UNREAD, UNCLEAR, TAKEN):
        register.warn("file", pa.array([match.rule == rule for match in matches], pa.bool_()), rule)
    return [match.file for match in matches]


def leave_out_copies(documents: Records, registered: Collection[str]) -> None:
    """Of documents with the same content one stays: those of the register, else the first. Rule as for rows."""
    files = documents.rows["source_file"].to_pylist()
    contents = documents.rows["sha256"].to_pylist()
    seen = {content for file, content in zip(files, contents, strict=True) if file in registered}
    copies = []
    for file, content in zip(files, contents, strict=True):
        copies.append(file not in registered and content in seen)
        seen.add(content)
    lost = pa.array(copies, pa.bool_())
    documents.found.append(findings.of_rows(documents.places.filter(lost), None, "duplicate-identical", "superseded"))
    documents.places = documents.places.filter(pc.invert(lost))
