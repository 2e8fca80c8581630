"""What takes long about the files of a source, such as reading documents, done beside the steps of other sources.

Belongs here: what is under way. Does not belong here: what is done (``prepare`` of sources/), and what becomes of
errors: whoever reads the files meets them again.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import registry


@dataclass
class Preparing:
    """The preparations of a run, one after the other; none outlives it. Where not ``ahead``, nothing is begun."""

    ahead: bool = True
    _begun: dict[str, Future[None]] = field(default_factory=dict)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "preparing"))

    def begin(self, source: str, files: Iterable[SnapshotFile]) -> None:
        """Have the files of ``source`` prepared while others go on."""
        if self.ahead:
            self._begun[source] = self._thread.submit(registry.prepare, source, tuple(files))

    def wait(self, source: str) -> None:
        """Wait for what was begun of ``source``, if anything was."""
        if source in self._begun:
            wait([self._begun[source]])

    def close(self) -> None:
        """Give up what has not begun, and wait for the rest."""
        self._thread.shutdown(cancel_futures=True)
