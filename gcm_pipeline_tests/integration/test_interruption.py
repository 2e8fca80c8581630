"""Runs and a server killed at random moments, and two runs at once: readers see whole publications only.

The short version of ``python -m gcm_pipeline_tests.faults``, which kills 50 runs and 10 servers (docs/crash-safety.md).
"""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import URL

from gcm_pipeline.alerts.memory import Memory
from gcm_pipeline_tests.faults import victim
from gcm_pipeline_tests.faults.readers import Readers, require_calm
from gcm_pipeline_tests.faults.trial import SERVER, Input, Moment, Trial
from gcm_pipeline_tests.integration.conftest import Evolving
from gcm_pipeline_tests.integration.receivers import Post, hook, smtp_server, tick, watching
from gcm_pipeline_tests.integration.runs import PATIENCE, Place

STEPS = ("core_projects", "published")
"""A run is killed at some moment after each of these has started."""
SEED = 2018

pytestmark = pytest.mark.usefixtures("without_suites_and_pages")


def test_kills_are_made_up_for_and_readers_do_not_notice(evolving: Evolving, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    inputs = [
        Input(f"whole: {whole}", partial(evolving.land, whole=whole), picture)
        for whole, picture in evolving.pictures.items()
    ]
    with evolving.place.connection() as connection:
        url = URL.create("postgresql", "postgres", database="postgres", query={"host": connection.info.host})
    trial = Trial(evolving.place, tmp_path, readers=Readers(url.render_as_string(), set(evolving.pictures.values())))
    with trial.watched():
        for number, step in enumerate(STEPS):
            trial.kill_run(inputs[number % 2], Moment(step, chance.uniform(0.0, 0.5)))
        trial.kill_server(inputs[1], Moment("core_projects", chance.uniform(0.0, 0.5)))
    wrong = [outcome for outcome in trial.outcomes if outcome.wrong]
    assert not wrong, f"with seed {SEED}: {wrong}"
    assert trial.readers is not None
    require_calm(trial.readers)
    lost = trial.outcomes[-1]
    assert lost.killed == SERVER
    assert "was lost" in lost.message
    assert "What is published is whole." in lost.message
    ended = {status for (status,) in evolving.place.ask("SELECT status FROM loads")}
    assert ended == {"published", "abandoned"}
    assert "Under way: " in _told(evolving.place, "A run ended without saying why")


def _told(place: Place, title: str) -> str:
    post = Post()
    with smtp_server(post) as port, hook() as slack:
        tick(watching(place, port, slack), Memory(since=0, updated=0).model_dump_json())
    return str(post.mails[post.titles.index(title)].get_content())


def test_the_second_of_two_runs_waits_and_says_so(evolving: Evolving, tmp_path: Path) -> None:
    one, other = (victim.start(evolving.place, tmp_path / f"{name}.log") for name in ("one", "other"))
    for run in (one, other):
        run.process.join(PATIENCE)
    assert (one.process.exitcode, other.process.exitcode) == (0, 0), one.said + other.said
    waited = [run for run in (one, other) if "another run" in run.said]
    assert len(waited) == 1, one.said + other.said
    assert "is at work on this warehouse; waiting" in waited[0].said
