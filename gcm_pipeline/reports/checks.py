"""What the checks of one run found wrong.

Belongs here: finding them in the journal. Does not belong here: running checks (quality/), showing them (cli/).
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from gcm_pipeline.warehouse.tables.lineage import loads
from gcm_pipeline.warehouse.tables.quality import check_results


class Failed(NamedTuple):
    """A check that did not pass; ``severity`` is ``error`` (it blocks) or ``warning``."""

    asset: str
    check_name: str
    severity: str
    observed: str
    expected: str


def failed(connection: Connection, run_id: str) -> list[Failed]:
    """The checks that the run did not pass, published or not, in the order in which they ran."""
    columns = [check_results.c[name] for name in Failed._fields]
    of_run = select(*columns).join(loads, loads.c.load_id == check_results.c.load_id).where(loads.c.run_id == run_id)
    found = connection.execute(of_run.where(~check_results.c.passed).order_by(check_results.c.result_no))
    return [Failed(*row) for row in found]
