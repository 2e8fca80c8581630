"""The errors that a person can act on.

Belongs here: exceptions whose message is printed as it is, with the exit code they lead to.
Does not belong here: programming errors, which stay ordinary exceptions and show a traceback under ``--debug``.
"""

from __future__ import annotations


class PipelineError(Exception):
    """The run failed, or a blocking check stopped it (exit code 1)."""

    exit_code = 1


class UsageError(PipelineError):
    """Wrong usage or configuration (exit code 2)."""

    exit_code = 2


class InputError(PipelineError):
    """A landing file that cannot be trusted; it blocks its source.

    ``problem`` says what is wrong, ``remedy`` what to do; ``file`` is the path relative to the landing folder,
    ``row`` the row number that a spreadsheet shows, ``column`` the header as written in the file.
    """

    def __init__(
        self, problem: str, *, remedy: str, file: str | None = None, row: int | None = None, column: str | None = None
    ) -> None:
        self.problem, self.remedy = problem, remedy
        self.file, self.row, self.column = file, row, column
        super().__init__(str(self))

    def __str__(self) -> str:
        places = [self.file, self.row and f"row {self.row}", self.column and f"column {self.column!r}"]
        where = ", ".join(str(place) for place in places if place)
        return f"{where + ': ' if where else ''}{self.problem.rstrip('.')}. {self.remedy}"
