"""A small IATI 2.03 file about some of the invented projects.

Belongs here: which projects have an activity, and which of them shows which kind of dirt. Does not belong here: their
elements (``iati_activity.py``), project exports.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lxml import etree

from gcm_pipeline.sample import kinds, packaged, spelling
from gcm_pipeline.sample.iati_activity import IOM, Facts, activities
from gcm_pipeline.sample.plan import Plan

_EVERY = 25
"""One project in so many has an activity."""
_STATUS = {"Activated": "2", "Completed": "4", "Closed": "4", "Cancelled": "5", "Suspended": "6"}
_PIPELINE = "1"
_LEAST_CENTS = 100_000


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A new file of activities; give it to ``append``."""
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        file.write(etree.Comment(f" {packaged.notice()} "))
        with file.element("iati-activities", version="2.03"):
            file.write("\n")
            yield file


def append(file: Any, plan: Plan) -> None:
    """Write the activities of one block; the kinds of dirt that apply ``in turn`` come round and round."""
    turns = [kind.name for kind in kinds.kinds() if kind.applies_to == "in turn"]
    projects = plan.projects[plan.projects["ordinal"] % _EVERY == 0]
    numbers = (projects["ordinal"] // _EVERY).tolist()
    for number, facts in zip(numbers, _facts(projects), strict=True):
        for activity in activities(facts, turns[number % len(turns)]):
            file.write(activity)
            file.write("\n")


def _facts(projects: pd.DataFrame) -> Iterator[Facts]:
    words = packaged.document("wording")
    drawn = {name: column.to_numpy() for name, column in projects.items()}
    columns = [
        spelling.codes(drawn["code"]),
        spelling.one_of(words["topics"]["en"], drawn["topic"]),
        spelling.one_of(words["topics"]["fr"], drawn["topic"]),
        spelling.days(drawn["start_date"], "iso"),
        spelling.days(drawn["end_date"], "iso"),
        spelling.runs(words["country_codes"], drawn["countries"], separator=" ", at_most=4),
        spelling.one_of(words["donors"], drawn["donors"]),
        spelling.money(np.maximum(drawn["budget_cents"], _LEAST_CENTS)),
    ]
    rows = zip(*(column.to_pylist() for column in columns), projects["status"], strict=True)
    for code, topic, topic_fr, start, end, countries, donor, amount, status in rows:
        yield Facts(
            identifier=f"{IOM}-{code}",
            title=f"Synthetic activity on {topic}",
            title_fr=f"Activité synthétique (synthetic) : {topic_fr}",
            status=_STATUS.get(str(status), _PIPELINE),
            start=start,
            end=end,
            countries=tuple(countries.split()),
            donor=donor,
            amount=amount,
        )
