"""The stages of the flow, each in a word, and which of them a step of the job belongs to.

Belongs here: their names, and the time that each took in a run. Does not belong here: how progress is shown (cli/).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

STAGES = {
    "landing": "archiving",
    "snapshot_": "archiving",
    "raw_": "reading",
    "clean_": "cleaning",
    "core_": "loading",
    "quality_": "checking",
    "lineage_": "checking",
    "int_": "counting",
    "mart_": "counting",
    "published": "publishing",
    "report": "reporting",
    "run_metrics": "reporting",
    "pruned": "finishing",
    "run_": "finishing",
}


def stage_of(step: str) -> str:
    """The stage of the flow, in a word, that a step belongs to; checks belong to that of their asset."""
    return next((stage for start, stage in STAGES.items() if step.startswith(start)), "working")


def seconds(instance: DagsterInstance, run_id: str) -> dict[str, float]:
    """The time that the steps of a run took so far, added up by stage in the order of the flow; none ran, none named.

    From Dagster's own records; a step that still runs is left out.
    """
    spent: Counter[str] = Counter()
    for step in instance.get_run_step_stats(run_id):
        if step.start_time is not None and step.end_time is not None:
            spent[stage_of(step.step_key)] += step.end_time - step.start_time  # type: ignore[assignment]
    return {stage: round(spent[stage], 3) for stage in dict.fromkeys(STAGES.values()) if stage in spent}
