"""Figures that jumped between two published nights.

Belongs here: comparing with the thresholds (thresholds.yml), and the message. Does not belong here: keeping the
figures (lineage.mart_totals), other causes (causes.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from gcm_pipeline.alerts.memory import Cause
from gcm_pipeline.alerts.message import Message, shortened

FILE = Path(__file__).with_name("thresholds.yml")
SHOWN = 2  # figures per threshold, and files


class Threshold(BaseModel):
    """More than ``percent`` of the earlier value and more than ``at_least`` units is a jump."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    percent: Annotated[Decimal, Field(gt=0)]
    at_least: Annotated[Decimal, Field(ge=0)]
    reason: Annotated[str, Field(min_length=1)]


class Figure(NamedTuple):
    """A figure that changed; ``key`` is the row of the mart, such as ``period_code=imrf-2022 cluster_code=I``."""

    mart: str
    figure: str
    key: str
    earlier: Decimal
    later: Decimal

    @property
    def change(self) -> Decimal:
        """In the figure's unit, without a sign."""
        return abs(self.later - self.earlier)


class File(NamedTuple):
    """A landing file that is ``new``, ``changed`` or ``gone``, with the rows loaded from it."""

    source_file: str
    change: str
    earlier_rows: int
    later_rows: int


@cache
def thresholds() -> dict[str, dict[str, Threshold]]:
    """By mart and figure."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, dict[str, Threshold]]).validate_python(content)


def is_jump(figure: Figure, threshold: Threshold) -> bool:
    """Whether the change is more than the threshold in both respects; from nothing, the second one alone counts."""
    return figure.change > threshold.at_least and figure.change * 100 > threshold.percent * abs(figure.earlier)


def jump(load_id: int, figures: Iterable[Figure], files: Iterable[File], link: tuple[str, str]) -> Cause | None:
    """One cause for all figures that jumped by this load: a file that was cut moves many of them."""
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        threshold = thresholds().get(figure.mart, {}).get(figure.figure)
        if threshold and is_jump(figure, threshold):
            found.setdefault((figure.mart, figure.figure), []).append(figure)
    if not found:
        return None
    changed = list(files)
    facts = shortened(
        [(f"File {file.change}", f"{file.source_file} ({_arrow(*file[2:])} rows)") for file in changed], SHOWN
    )
    facts = facts or [("Files", "the same as before: look at the code and the reference tables")]
    facts += [fact for (mart, name), jumped in found.items() for fact in _facts(mart, name, jumped)]
    count = sum(map(len, found.values()))
    why = f"; {changed[0].source_file} is {changed[0].change}" if len(changed) == 1 else ""
    title = f"{count} {'figure' if count == 1 else 'figures'} jumped against the night before{why}"
    return Cause("jump", str(load_id), Message(title=title, facts=facts, links=[link]), passing=True)


def _facts(mart: str, name: str, jumped: list[Figure]) -> list[tuple[str, str]]:
    threshold = thresholds()[mart][name]
    worst = sorted(jumped, key=lambda figure: -figure.change)
    label = f"{mart}, {name}"
    facts = [(label, f"{figure.key}: {_arrow(figure.earlier, figure.later)}") for figure in worst]
    expected = f"at most {threshold.percent} %, or {threshold.at_least:,}, a night. {threshold.reason}"
    return [*shortened(facts, SHOWN), ("Expected", expected)]


def _arrow(earlier: Decimal | int, later: Decimal | int) -> str:
    share = f", {(later - earlier) * 100 / earlier:+.0f} %" if earlier else ""
    return f"{_number(earlier)} → {_number(later)}{share}"


def _number(value: Decimal | int) -> str:
    return f"{value:,.2f}".removesuffix(".00")
