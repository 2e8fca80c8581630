"""Which moments are kept: all that stood within the last days, and before them what stood at the end of each month.

Belongs here: the policy, over bare moments. Does not belong here: what is removed when a moment goes (prune.py).

What was landed or published at a moment stands until the next one. So the newest always stands, and every day within
the last days and every end of a month can be made again, also where nothing changed for a long time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise


def kept(moments: Iterable[datetime], since: datetime) -> set[datetime]:
    """Those of ``moments`` that stood at ``since`` or later, or at the end of a month (UTC)."""
    ordered = sorted(set(moments))
    standing = {taken for taken, until in pairwise(ordered) if until > since or _month(taken) != _month(until)}
    return standing | set(ordered[-1:])


def _month(moment: datetime) -> tuple[int, int]:
    return moment.astimezone(UTC).year, moment.astimezone(UTC).month
