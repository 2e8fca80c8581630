"""What ``gcm-pipeline run`` shows while it works: a live line on a terminal, plain lines elsewhere.

Belongs here: both displays. Does not belong here: the run (nightly.py) and its results (run.py).
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from gcm_pipeline.measures.stages import stage_of


class Display:
    """Follows a run; use as a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar: Bar | None = None
        self._said: set[str] = set()
        if console.is_terminal:
            columns = (TextColumn("{task.description:<44}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Bar(*columns, console=console, transient=True)
            self._task = self._bar.add_task("starting", total=None)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def begin(self, steps: int) -> None:
        """The run has ``steps`` steps."""
        if self._bar:
            self._bar.update(self._task, total=steps)

    def start(self, step: str) -> None:
        """A step starts; without a terminal a line is printed for each new stage."""
        stage = stage_of(step)
        if self._bar:
            self._bar.update(self._task, description=f"{stage} [dim]{step}[/dim]")
        elif stage not in self._said:
            self._console.print(f"{stage} …", highlight=False)
            self._said.add(stage)

    def end(self, step: str, seconds: float) -> None:
        """A step has ended."""
        if self._bar:
            self._bar.advance(self._task)

    def say(self, message: str) -> None:
        """A sentence that a person should read at once."""
        self._console.print(message, style="yellow", markup=False, highlight=False)
