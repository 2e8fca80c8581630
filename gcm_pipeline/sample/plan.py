"""What is true of the invented projects, before anything is written down: the plan that the files are then spelt from.

Belongs here: facts of a block of projects as numbers, days and draws (whole numbers that pick a word). Does not belong
here: spelling, file forms, dirt. A missing day is NaT; money is whole cents of USD, -1 where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gcm_pipeline.sample import packaged
from gcm_pipeline.sample.arrays import Days, Ints, Mask
from gcm_pipeline.sample.template import SLOTS, WINDOWS, Template

CODES = 26 * 26 * 10_000
_CODES_PER_LETTER = 26 * 10_000
_STRIDE = 619
"""No common divisor with SLOTS, and near its golden section: any run of projects is spread evenly over the strata."""
_LATEST_EDIT = np.datetime64("2026-10-31")
_ENDED = np.datetime64("2026-01-01")


@dataclass(frozen=True)
class Plan:
    """One block. ``outcomes.project`` is a row of ``projects``; ``objectives`` has a row per outcome, 0 for none."""

    projects: pd.DataFrame
    outcomes: pd.DataFrame
    objectives: Ints


def plan(template: Template, first: int, last: int, *, seed: int) -> Plan:
    """Projects ``first`` to ``last`` (not included) of a sample."""
    rng = np.random.default_rng([seed, 1, first])
    ordinal = np.arange(first, last)
    slot = (ordinal * _STRIDE) % SLOTS
    length = template.length[slot]
    project = np.repeat(np.arange(len(slot)), length)
    place = np.arange(len(project)) - np.repeat(length.cumsum() - length, length)
    row = np.repeat(template.first[slot], length) + place
    anchor, tagged_on = _tag_days(rng, template.window[row], project, len(slot))
    projects = _projects(rng, ordinal, template.activated[slot], anchor, seed)
    outcomes = pd.DataFrame({"project": project, "outcome_no": place + 1, "tagged_on": tagged_on})
    outcomes["is_tagged"] = template.window[row] > 0
    outcomes["last_modified"] = _edits(rng, np.where(np.isnat(tagged_on), anchor[project], tagged_on))
    outcomes["statement"] = rng.integers(0, 1 << 30, len(row))
    outcomes["sdg_targets"] = rng.integers(0, 1 << 30, len(row))
    outcomes["principles"] = rng.integers(0, 1 << 30, len(row))
    return Plan(projects, outcomes, template.objectives[row])


def _tag_days(rng: np.random.Generator, window: Ints, project: Ints, projects: int) -> tuple[Days, Days]:
    """The day round which each project lies, and each outcome's day of tagging.

    One tag in eleven falls on the first or the last day of its window.
    """
    low = np.full(len(WINDOWS), np.datetime64("2018-01-01"))
    high = np.full(len(WINDOWS), np.datetime64("2025-06-30"))
    for bounds in packaged.rows("windows"):
        low[WINDOWS.index(bounds["window"])] = np.datetime64(bounds["first"])
        high[WINDOWS.index(bounds["window"])] = np.datetime64(bounds["last"])
    part = np.clip(rng.uniform(-0.05, 1.05, len(window)), 0, 1)
    span = (high - low)[window].astype(np.int64)
    day = low[window] + np.rint(part * span).astype("timedelta64[D]")
    anchor = np.full(projects, np.datetime64("NaT", "D"))
    anchor[project[::-1]] = day[::-1]
    return anchor, np.where(window > WINDOWS.index("undated"), day, np.datetime64("NaT", "D"))


def _projects(rng: np.random.Generator, ordinal: Ints, activated: Mask, anchor: Days, seed: int) -> pd.DataFrame:
    size = len(ordinal)
    start = anchor - _days(rng, size, 0, 400)
    end = start + _days(rng, size, 365, 1460)
    budget = np.rint(rng.lognormal(13.2, 1.1, size) / 500) * 50_000 + np.where(
        rng.random(size) < 0.3, rng.integers(0, 50_000, size), 0
    )
    return pd.DataFrame(
        {
            "ordinal": ordinal,
            "code": code_numbers(ordinal, seed),
            "is_activated": activated,
            "status": _statuses(rng, ordinal, activated, end),
            "activation_date": start - _days(rng, size, 0, 60),
            "start_date": start,
            "end_date": end,
            "office": rng.integers(0, 1 << 30, size),
            "prima_number": rng.integers(0, 10_000, size),
            "action": rng.integers(0, 1 << 30, size),
            "topic": rng.integers(0, 1 << 30, size),
            "project_type": rng.integers(0, 1 << 30, size),
            "countries": rng.integers(0, 1 << 30, size),
            "donors": rng.integers(0, 1 << 30, size),
            "budget_cents": np.where(rng.random(size) < 0.03, -1, budget).astype(np.int64),
            "layout_draw": rng.random(size),
        }
    )


def _statuses(rng: np.random.Generator, ordinal: Ints, activated: Mask, end: Days) -> npt.NDArray[np.str_]:
    """Projects that ended are mostly completed or closed; those never activated take each other status in turn."""
    others = packaged.document("wording")["statuses_not_activated"]
    turn = np.cumsum(~activated) + int(ordinal[0])
    ended = rng.choice(["Activated", "Completed", "Closed"], p=[0.15, 0.5, 0.35], size=len(end))
    running = np.where(end < _ENDED, ended, "Activated")
    return np.where(activated, running, np.array(others)[turn % len(others)])


def _edits(rng: np.random.Generator, after: Days) -> Days:
    """Days of the last edit, for all but one row in fifteen."""
    edited = np.minimum(after + _days(rng, len(after), 0, 200), _LATEST_EDIT)
    return np.where(rng.random(len(after)) < 1 / 15, np.datetime64("NaT", "D"), edited)


def _days(rng: np.random.Generator, size: int, low: int, high: int) -> npt.NDArray[np.timedelta64]:
    return rng.integers(low, high + 1, size).astype("timedelta64[D]")


def code_numbers(ordinal: Ints, seed: int) -> Ints:
    """A different number below CODES for each project; 0 is ``ZA.0000``.

    Codes begin with Z as long as they last, then with Y and so on: away from the letters seen in public project codes.
    """
    letter, place = np.divmod(ordinal, _CODES_PER_LETTER)
    number: Ints = letter * _CODES_PER_LETTER + (place * 123_457 + seed * 7_919) % _CODES_PER_LETTER
    return number
