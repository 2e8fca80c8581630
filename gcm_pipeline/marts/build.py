"""Counting the intermediate tables and the marts.

Belongs here: holding a SELECT against its declaration, and having it counted.
Does not belong here: the engine (counting.py), loading what was counted (warehouse/load.py).
"""

from __future__ import annotations

from gcm_pipeline.counting import DIALECT, Counting
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.marts import graph, relations
from gcm_pipeline.reference import ROOT


def verify(name: str) -> None:
    """Raise ValueError when the SELECT of ``name`` has not just the declared columns in the declared order."""
    selected = relations.query(name).named_selects
    wanted = [column.name for column in relations.declared()[name].columns]
    if selected != wanted:
        raise ValueError(
            f"{relations.path(name).relative_to(ROOT)} selects {', '.join(selected)};"
            f" warehouse/tables declares {', '.join(wanted)}. Make them the same, in the same order."
        )


def build(counting: Counting, name: str) -> FrameSet:
    """The frame of mart or intermediate table ``name``, counted anew unless nothing that it is counted from changed.

    Raises ValueError when SQL and declaration disagree.
    """

    def select() -> str:
        verify(name)
        graph.require_known(name, relations.query(name))
        return relations.query(name).sql(DIALECT, comments=False)

    return counting.keep(relations.declared()[name], select, graph.tables(name))
