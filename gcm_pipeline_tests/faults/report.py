"""The table of a trial, for people.

Belongs here: counting and writing what came of it. Does not belong here: judging a kill (trial.py).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from gcm_pipeline.cli.display import stage_of
from gcm_pipeline_tests.faults.trial import NOTHING, RUN, SERVER, Outcome, Trial
from gcm_pipeline_tests.faults.victim import BEGUN


def write(path: Path, trials: Mapping[str, Trial], *, seed: int, inputs: int, minutes: float) -> int:
    """Write and print the table; returns the exit code, 1 when anything was wrong."""
    outcomes = [outcome for trial in trials.values() for outcome in trial.outcomes]
    wrong = sum(len(outcome.wrong) for outcome in outcomes) + sum(map(_unrest, trials.values()))
    killed = Counter(outcome.killed for outcome in outcomes)
    stages = Counter(_stage(outcome) for outcome in outcomes if outcome.killed != NOTHING)
    lines = [
        "# Trial of crash safety",
        "",
        f"Seed {seed}, {inputs} inputs, {minutes:.0f} minutes: {killed[RUN]} runs and {killed[SERVER]} servers "
        f"killed by SIGKILL; {wrong} faults found.",
        f"By stage: {', '.join(f'{stage} {number}' for stage, number in stages.most_common())}.",
        "",
        *(line for name, trial in trials.items() for line in _section(name, trial)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write(path.read_text(encoding="utf-8"))
    return min(wrong, 1)


def _unrest(trial: Trial) -> int:
    return len(trial.readers.mixtures) + len(trial.readers.failures) if trial.readers else 0


def _stage(outcome: Outcome) -> str:
    return "starting" if outcome.at == BEGUN else stage_of(outcome.at)


def _section(name: str, trial: Trial) -> list[str]:
    lines = [f"## {name}", ""]
    if readers := trial.readers:
        lines += [
            f"Readers looked {readers.looks:,} times, saw {len(readers.seen)} publications and "
            f"{len(readers.mixtures)} mixtures, failed {len(readers.failures)} times, and were refused "
            f"{readers.refused} times while the server was down.",
            *(f"- {each}" for each in [*readers.mixtures, *readers.failures]),
            "",
        ]
    lines += ["| # | killed | at | what showed then | what the run said | next run |", "|---|---|---|---|---|---|"]
    for number, each in enumerate(trial.outcomes, 1):
        verdict = "; ".join(each.wrong) or "as undisturbed"
        said = each.message.replace("|", "/")
        lines.append(
            f"| {number} | {each.killed} | {each.at} | {each.showed} | {said} | {verdict} ({each.seconds:.0f} s) |"
        )
    return [*lines, ""]
