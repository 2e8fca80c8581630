"""Child processes: what hangs, eats memory or breaks is refused, and the others go on."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from gcm_pipeline.documents import reading, workers
from gcm_pipeline.documents.document import UnreadableError
from gcm_pipeline.documents.workers import Bounds
from gcm_pipeline_tests.unit.documents import making

BOUNDS = Bounds(seconds=2, mebibytes=256)


def act(kind: str, path: Path) -> object:
    """What a reader may do to its process."""
    match kind:
        case "hang":
            time.sleep(600)
        case "grow":
            return len(bytearray(1 << 30))
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "refuse":
            raise UnreadableError("broken", "It is broken.")
        case "read":
            return reading.read(path).pages[0].text
    return kind


def test_each_document_is_bounded_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "nested.pdf").write_bytes(making.nested_pdf(20))
    (tmp_path / "sound.txt").write_bytes(b"Objective 7")
    kinds = ["hang", "grow", "die", "refuse", "nested.pdf", *["sound.txt"] * 3]
    work = [(number, ("read" if "." in kind else kind, tmp_path / kind)) for number, kind in enumerate(kinds)]
    outcomes = dict(workers.run(act, work, BOUNDS, workers=2))
    rules = [getattr(outcomes[number], "rule", outcomes[number]) for number in range(len(kinds))]
    assert rules[:4] == ["took-too-long", "took-too-much-memory", "reader-crashed", "broken"]
    assert rules[4] in {"took-too-long", "reader-crashed"}
    assert rules[5:] == ["Objective 7"] * 3
    assert "SIGKILL" in outcomes[2].problem


def test_work_is_taken_up_as_it_is_done() -> None:
    """Many documents are never held at once, neither as work nor as results."""
    taken: list[int] = []

    def work() -> object:
        for number in range(40):
            taken.append(number)
            yield number, ("nothing", Path())

    ahead = [len(taken) - done for done, _ in enumerate(workers.run(act, work(), BOUNDS, workers=1))]  # type: ignore[arg-type]
    assert len(ahead) == 40
    assert max(ahead) <= 2
