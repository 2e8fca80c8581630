"""Many documents read over all cores into the cache, each as far as no earlier night has read it.

Belongs here: what is still to be done, in which order and bounds. Does not belong here: how each thing is done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from gcm_pipeline.children import cores
from gcm_pipeline.documents import ocr, tasks, workers
from gcm_pipeline.documents.cache import Cache
from gcm_pipeline.documents.document import Document, UnreadableError
from gcm_pipeline.documents.workers import Bounds

BOUNDS = Bounds(seconds=120, mebibytes=1_024)
"""A review of 300 pages takes a second or two, and the largest real PDFs some hundred MiB."""
PICTURES = Bounds(seconds=3_600, mebibytes=4_096)
"""OCR takes one to five seconds for each page, and its models with their working memory up to two GiB."""
EVERY = 100
WORTH_A_PROCESS = 16
"""Documents: starting a process takes as long as reading so many of them."""
_LOG = logging.getLogger(__name__)


class Prepared(NamedTuple):
    """How many documents were worked on now, and how many were known from earlier nights."""

    worked_on: int
    known: int


def prepare(paths: Iterable[Path], folder: Path, *, bounds: Bounds = BOUNDS, pictures: Bounds = PICTURES) -> Prepared:
    """Read and search what has not been; what was found is kept under ``folder``.

    A document that was refused for its time, memory or a crash is tried again.
    """
    kept, reader = Cache(folder), ocr.version()
    ordered = sorted(set(paths))
    states = {path: kept.state(path.name) for path in ordered}
    worked_on = {path for path in ordered if states[path] != "done"}

    def document(path: Path) -> Document:
        found = kept.document(path.name)
        assert isinstance(found, Document)
        return found

    unread = [path for path in ordered if states[path] == "unread"]
    for path, outcome in _run(tasks.read, unread, lambda path: (path,), bounds):
        _keep(kept, path, outcome)
    unsearched = [path for path in ordered if states[path] == "unsearched"]
    for path, outcome in _run(tasks.search_again, unsearched, lambda path: (document(path),), bounds):
        _keep(kept, path, outcome)
    scans = [path for path in ordered if reader and kept.awaits(path.name, reader)]
    for path, outcome in _run(tasks.read_pictures, scans, lambda path: (path, document(path)), pictures):
        search = kept.search(path.name)
        if isinstance(outcome, UnreadableError) and search:
            kept.keep(path.name, ocr.failed(document(path), outcome), search)
        else:
            _keep(kept, path, outcome)
    kept.drop_others()
    prepared = Prepared(len(worked_on | set(scans)), len(ordered) - len(worked_on | set(scans)))
    if prepared.worked_on:
        _LOG.info("Documents: %d read or searched now, %d known from before", *prepared)
    return prepared


def _run(
    task: Callable[..., Any], paths: list[Path], arguments: Callable[[Path], tuple[Any, ...]], bounds: Bounds
) -> Iterable[tuple[Path, Any]]:
    """Path and outcome of each, as they are done; a line of the log now and then."""
    if not paths:
        return
    work = ((path, arguments(path)) for path in paths)
    count = min(cores(), -(-len(paths) // WORTH_A_PROCESS))
    for done, outcome in enumerate(workers.run(task, work, bounds, workers=count, prepare=tasks.warm_up), 1):
        yield outcome
        if done % EVERY == 0:
            _LOG.info("Documents: %d of %d", done, len(paths))


def _keep(kept: Cache, path: Path, outcome: tasks.Result | UnreadableError) -> None:
    if isinstance(outcome, UnreadableError):
        kept.keep_refusal(path.name, outcome)
    else:
        kept.keep(path.name, outcome.document, outcome.search)
