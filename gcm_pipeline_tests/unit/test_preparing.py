"""What is prepared beside the steps: it is waited for, done once, and its errors are left to the reader."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest

from gcm_pipeline.preparing import Preparing
from gcm_pipeline.snapshots import SnapshotFile
from gcm_pipeline.sources import registry


def test_a_preparation_goes_on_beside_and_none_outlives_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    go, done = threading.Event(), []

    def prepare(source: str, files: Iterable[SnapshotFile]) -> None:
        assert go.wait(10)
        done.append(source)
        raise OSError("whoever reads the files meets it again")

    monkeypatch.setattr(registry, "prepare", prepare)
    run = Preparing()
    run.begin("reviews", ())
    run.begin("practices", ())
    run.wait("never begun")
    assert done == []
    go.set()
    run.wait("reviews")
    assert done[0] == "reviews"
    run.close()
    assert not any(thread.name.startswith("preparing") for thread in threading.enumerate())
