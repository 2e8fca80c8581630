"""Tables under way to staging, beside whatever else the night does.

The server copies a table with one processor and then sorts its key with one: so some are loaded at a time, and those of
a source begin as soon as it is clean.

Belongs here: which loads are under way. Does not belong here: how a table is loaded (warehouse/load.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gcm_pipeline.warehouse import load

if TYPE_CHECKING:
    from sqlalchemy import Table

    from gcm_pipeline.frames import FrameSet
    from gcm_pipeline.warehouse.engine import Warehouse

AT_A_TIME = 3
"""Tables: keeps two processors busy, as the rows of one are prepared here while the server works on another."""


@dataclass
class Loading:
    """The tables of the load ``load_id``; where not ``ahead``, each is loaded when it is asked for."""

    warehouse: Warehouse
    load_id: int
    ahead: bool = True
    _begun: dict[str, Future[int]] = field(default_factory=dict)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_A_TIME, "loading"))

    def begin(self, tables: Iterable[Table], frames: FrameSet) -> None:
        """Have the tables loaded from their frames while others go on, the largest first."""
        if self.ahead:
            for table in sorted(tables, key=lambda each: frames.rows(each.name), reverse=True):
                self._begun[table.name] = self._pool.submit(self._load, table, frames)

    def rows(self, table: Table, frames: FrameSet) -> int:
        """The rows of ``table`` once it is built in staging; raises what ``load.write`` does."""
        begun = self._begun.pop(table.name, None)
        return begun.result() if begun else self._load(table, frames)

    def close(self) -> None:
        """Give up what has not begun, and wait for the rest."""
        self._pool.shutdown(cancel_futures=True)

    def _load(self, table: Table, frames: FrameSet) -> int:
        rows, identity = frames.batches(table.name), frames.identity(table.name)
        return load.write(self.warehouse, table, rows, self.load_id, identity=identity)
