"""The facts of a block as text columns by field, clean and in the forms of a layout.

Belongs here: which fact stands in which field, and the lists of words. Does not belong here: how a fact is written
(``spelling.py``), which rows a file gets (``sheet.py``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from gcm_pipeline.reference import Reference
from gcm_pipeline.sample import packaged, spelling
from gcm_pipeline.sample.arrays import Ints
from gcm_pipeline.sample.layouts import Layout


def of_projects(projects: pd.DataFrame, layout: Layout) -> Mapping[str, pa.Array]:
    """The columns that are the same on all rows of a project."""
    words, language = packaged.document("wording"), layout.language
    drawn = {name: column.to_numpy() for name, column in projects.items()}
    title = pc.binary_join_element_wise(
        spelling.one_of(words["actions"][language], drawn["action"]),
        spelling.one_of(words["topics"][language], drawn["topic"]),
        "–",
        pc.cast(pa.array(drawn["ordinal"] + 1), pa.string()),
        " ",
    )
    before, after = layout.title.split("{title}")
    office = drawn["office"] % len(words["country_codes"])
    prima_id = pc.binary_join_element_wise(
        spelling.one_of(words["country_codes"], office), spelling.digits(drawn["prima_number"], 4), "10P"
    )
    return {
        "prima_id": prima_id,
        "project_code": spelling.codes(drawn["code"]),
        "title": pc.binary_join_element_wise(before, title, after, ""),
        "project_type": spelling.one_of(words["project_types"][language], drawn["project_type"]),
        "status": _statuses(projects, layout),
        "activation_date": spelling.days(drawn["activation_date"], layout.dates),
        "start_date": spelling.days(drawn["start_date"], layout.dates),
        "end_date": spelling.days(drawn["end_date"], layout.dates),
        "managing_office": spelling.one_of(_offices(), office),
        "countries": spelling.runs(_country_names(language), drawn["countries"], separator=layout.between, at_most=4),
        "donors": spelling.runs(words["donors"], drawn["donors"], separator="; ", at_most=2),
        "budget_usd": spelling.money(drawn["budget_cents"]),
    }


def _statuses(projects: pd.DataFrame, layout: Layout) -> pa.Array:
    """Each status in one of its spellings, the same on all rows of a project."""
    distinct, place = np.unique(projects["status"].to_numpy().astype(str), return_inverse=True)
    turn = projects["ordinal"].to_numpy() % 2
    spellings = [layout.statuses.get(str(status), [str(status)]) for status in distinct]
    pool = pa.array([names[number % len(names)] for names in spellings for number in range(2)], pa.string())
    return pool.take(pa.array(place * 2 + turn))


def of_outcomes(outcomes: pd.DataFrame, objectives: Ints, draws: Ints, layout: Layout) -> Mapping[str, pa.Array]:
    """The columns that each row has of its own; ``draws`` pick the form of the objectives."""
    words = packaged.document("wording")
    drawn = {name: column.to_numpy() for name, column in outcomes.items()}
    principles = list(Reference()["guiding_principles"]["title"])
    targets = spelling.runs(words["sdg_targets"], drawn["sdg_targets"], separator="; ", at_most=3)
    named = spelling.runs(principles, drawn["principles"], separator="; ", at_most=3)
    tagged, nothing = pa.array(drawn["is_tagged"]), pa.scalar(None, pa.string())
    return {
        "outcome_no": pc.cast(pa.array(drawn["outcome_no"]), pa.string()),
        "statement": spelling.one_of(words["statements"][layout.language], drawn["statement"]),
        "objectives": spelling.objectives(objectives, layout.objectives, draws),
        "sdg_targets": pc.if_else(tagged, targets, nothing),
        "principles": pc.if_else(tagged, named, nothing),
        "tagged_on": spelling.days(drawn["tagged_on"], layout.dates),
        "last_modified": spelling.days(drawn["last_modified"], layout.dates),
    }


def _offices() -> list[str]:
    """Invented managing offices, one for each country code."""
    codes = packaged.document("wording")["country_codes"]
    return [f"Synthetic Office {number:02} ({code})" for number, code in enumerate(codes, 1)]


def _country_names(language: str) -> list[str]:
    """The names of the sample's countries in English or French."""
    column = {"en": "name", "fr": "name_fr"}[language]
    names = Reference()["countries"].set_index("iso2")[column]
    return [str(name) for name in names.loc[packaged.document("wording")["country_codes"]]]
