"""A thousand project slots whose tags give the report's counts exactly; a sample of any size repeats them.

Belongs here: who is counted, in which clusters, under which objectives, on which outcomes. Does not belong here: words,
days, dirt.

The figures are those of ``strata.csv``, ``combinations.csv`` and ``objectives.csv``: of 668 counted projects 185, 178,
313 and 516 are tagged in clusters I to IV (IOM's 2022 submission, sections 2.1 to 2.4). The counts per objective are
invented, save those of objectives 8 and 22, and save their order where the submission gives it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from gcm_pipeline.reference import Reference
from gcm_pipeline.sample import packaged
from gcm_pipeline.sample.arrays import Ints, Mask

SLOTS = 1_000
WINDOWS = ("", "undated", "before", "imrf-2022", "imrf-2026", "after")
"""When an outcome was tagged: not at all, on a day unknown, or on a day of that window (``windows.csv``)."""

_MOST_OBJECTIVES = 5
"""One more than PRIMA's wizard allows (seed, chapter II); the fifth never stands on an outcome that counts."""
_OUTCOMES, _OUTCOME_ODDS = (1, 2, 3, 4, 5), (0.26, 0.32, 0.25, 0.12, 0.05)


@dataclass(frozen=True)
class Template:
    """Per slot: ``activated``, and ``first`` and ``length`` of its outcomes.

    Per outcome: five ``objectives``, 0 for none, and its ``window``, a place in WINDOWS.
    """

    activated: Mask
    first: Ints
    length: Ints
    objectives: Ints
    window: Ints


@dataclass
class _Slot:
    """One project in the making; ``outcomes`` are (window, objectives)."""

    stratum: str
    activated: bool
    window: str
    outcomes: list[tuple[str, list[int]]] = field(default_factory=list)


def template(seed: int) -> Template:
    """The slots in the order of their strata; the same seed gives the same template."""
    rng = np.random.default_rng([seed, 0])
    slots = [
        _Slot(row["stratum"], row["activated"] == "yes", row["window"])
        for row in packaged.rows("strata")
        for _ in range(int(row["slots"]))
    ]
    counted = [slot for slot in slots if slot.stratum == "counted"]
    for number, (slot, objectives) in enumerate(zip(counted, _counted_objectives(rng), strict=True)):
        slot.outcomes = _spread(rng, objectives, slot.window)
        slot.outcomes += _tagged_again(rng, number)
    for number, slot in enumerate(slots[len(counted) :]):
        slot.outcomes = _spread(rng, _any_objectives(rng) if slot.window else [], slot.window)
        if slot.window in ("imrf-2022", "imrf-2026") and number % 10 == 0:
            slot.outcomes[0] = (slot.window, _any_objectives(rng, _MOST_OBJECTIVES))
    return _arrays(slots)


def _counted_objectives(rng: np.random.Generator) -> list[list[int]]:
    """The objectives of each counted project, dealt out so that clusters and objectives get exactly their numbers.

    Within a cluster the objectives are dealt round and round to its members: nobody gets one twice, since none has more
    projects than its cluster, and nobody goes without, since the objectives together have at least as many.
    """
    clusters = [row["clusters"].split() for row in packaged.rows("combinations") for _ in range(int(row["projects"]))]
    framework = Reference()["gcm_objectives"]
    cluster_of = dict(zip(framework["objective_no"], framework["cluster_code"], strict=True))
    dealt: list[list[int]] = [[] for _ in clusters]
    for cluster in ("I", "II", "III", "IV"):
        members = rng.permutation([number for number, own in enumerate(clusters) if cluster in own])
        objectives = [row for row in packaged.rows("objectives") if cluster_of[row["objective_no"]] == cluster]
        cards = [int(row["objective_no"]) for row in objectives for _ in range(int(row["projects"]))]
        for place, card in enumerate(cards):
            dealt[members[place % len(members)]].append(card)
    return dealt


def _any_objectives(rng: np.random.Generator, number: int = 0) -> list[int]:
    """One to four different objectives (or ``number``), the often tagged ones more often, the rare ones less rarely."""
    table = packaged.rows("objectives")
    weights = np.array([float(row["projects"]) + 5 for row in table])
    size = number or int(rng.integers(1, 5))
    drawn = rng.choice([int(row["objective_no"]) for row in table], size=size, replace=False, p=weights / weights.sum())
    return [int(objective) for objective in drawn]


def _spread(rng: np.random.Generator, objectives: list[int], window: str) -> list[tuple[str, list[int]]]:
    """The outcomes of a project: its objectives over some of them, at most four on each, some on two outcomes."""
    needed = ceil(len(objectives) / (_MOST_OBJECTIVES - 1))
    size = max(int(rng.choice(_OUTCOMES, p=_OUTCOME_ODDS)), needed)
    tagged = int(rng.integers(needed, min(size, len(objectives)) + 1)) if objectives else 0
    order = [int(objective) for objective in rng.permutation(objectives)]
    hands = [order[number::tagged] for number in range(tagged)]
    if tagged > 1 and rng.random() < 0.4 and len(hands[-1]) < _MOST_OBJECTIVES - 1:
        hands[-1] = [*hands[-1], hands[0][0]]
    return [(window, hand) for hand in hands] + [("", [])] * (size - tagged)


def _tagged_again(rng: np.random.Generator, number: int) -> list[tuple[str, list[int]]]:
    """A further outcome of some counted projects, tagged after the period or on a day unknown."""
    if number % 11 == 0:
        return [("imrf-2026", _any_objectives(rng))]
    return [("undated", _any_objectives(rng))] if number % 67 == 1 else []


def _arrays(slots: list[_Slot]) -> Template:
    outcomes = [outcome for slot in slots for outcome in slot.outcomes]
    objectives = np.zeros((len(outcomes), _MOST_OBJECTIVES), dtype=np.int64)
    for row, (_, numbers) in enumerate(outcomes):
        objectives[row, : len(numbers)] = numbers
    length = np.array([len(slot.outcomes) for slot in slots], dtype=np.int64)
    return Template(
        activated=np.array([slot.activated for slot in slots]),
        first=np.concatenate([[0], length.cumsum()[:-1]]),
        length=length,
        objectives=objectives,
        window=np.array([WINDOWS.index(window) for window, _ in outcomes], dtype=np.int64),
    )
