"""Expectation suites: what must hold of each raw frame and each core table.

Every suite begins with the closed set of columns and bounds on the number of rows, both critical, because an empty
frame passes most expectations and a missing column may only warn. The rest stands in ``suites/<name>.yml``, each line
with its severity and the reason for its threshold.

The suite of a core table is run on the frame that the table is loaded from: pandas takes a third of the time that the
database needs, and whole columns, where a bulk load could at most fail, not change a value.

Belongs here: reading the suites and running them with Great Expectations. Does not belong here: in which process that
is (checking.py), rules across tables (sql/checks) and Dagster (assets/checks.py).
"""

from __future__ import annotations

import gc
import json
import logging
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from gcm_pipeline import memory
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.quality.outcomes import Outcome

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.expectations import Expectation

SUITES = Path(__file__).parent / "suites"
LARGE = 100_000
"""Rows that take longer to copy than a further call of Great Expectations."""


@dataclass(frozen=True)
class Bounds:
    """Number of rows: fewer than ``minimum`` is an error, more than ``maximum`` a warning.

    Where both are the same the number is exact, and any other is an error.
    """

    minimum: int = 0
    maximum: int | None = None


def suite_lines(name: str) -> list[dict[str, Any]]:
    """The lines of ``suites/<name>.yml``; none when there is no such file.

    Raises PipelineError when a line has no reason.
    """
    path = SUITES / f"{name}.yml"
    lines: list[dict[str, Any]] = (
        yaml.safe_load(path.read_text(encoding="utf-8"))["expectations"] if path.exists() else []
    )
    for line in lines:
        if not line.get("because"):
            raise PipelineError(f"{path.name}: {line.get('expect')} gives no reason. Add 'because:' to that line.")
    return lines


def to_check(frames: FrameSet, name: str, columns: Collection[str]) -> pd.DataFrame:
    """A frame with the values of ``columns`` only; the others are there by name, all null, and cost nothing.

    Great Expectations copies all columns for every line of a suite: so texts come in one piece, and the nulls have no
    values at all. It compares whole columns of numpy's int64, float64 and datetime64, any others value by value in
    Python: so numbers and days come in these (money to some 15 digits).
    """
    import pandas as pd

    rows = frames.arrow(name, columns).combine_chunks()
    plain = {column: _plain(rows[column]) for column in rows.column_names}
    nothing = pd.Series(pd.arrays.ArrowExtensionArray(pa.nulls(rows.num_rows)))
    names = pq.read_schema(frames.path(name)).names
    return pd.DataFrame({column: plain.get(column, nothing) for column in names}, copy=False)


def _plain(column: pa.ChunkedArray) -> pd.Series[Any]:
    import pandas as pd

    kind = column.type
    if pa.types.is_decimal(kind) or (pa.types.is_integer(kind) and column.null_count):
        column = column.cast(pa.float64())
    elif pa.types.is_integer(kind):
        column = column.cast(pa.int64())
    elif pa.types.is_date(kind):
        column = column.cast(pa.timestamp("ns"))
    numeric = pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
    if numeric or pa.types.is_timestamp(column.type):
        return pd.Series(column.to_numpy())
    return pd.Series(pd.arrays.ArrowExtensionArray(column))


def check(
    name: str, frames: FrameSet, frame: str, columns: Iterable[str], bounds: Bounds, *, docs: DataDocs | None = None
) -> list[Outcome]:
    """Run the suite ``name`` on a frame of a set with Great Expectations' pandas engine; ``docs`` takes its page.

    A large frame is looked at column by column: else each line of the suite would copy all of them.
    """
    shares = _expectations(name, columns, bounds)
    if frames.rows(frame) < LARGE:
        every = sorted({column for share in shares for column in share})
        shares = {tuple(every): [one for share in shares.values() for one in share]}
    validated = [_validated(name, to_check(frames, frame, share), lines) for share, lines in shares.items()]
    results = [result for part in validated for result in part.results]
    if docs:
        docs.write(name, _put_together(validated, results))
    outcomes = [_outcome(result) for result in results]
    return [_told_apart(outcome, outcomes[:place]) for place, outcome in enumerate(outcomes)]


def _validated(name: str, frame: pd.DataFrame, lines: list[Expectation]) -> ExpectationSuiteValidationResult:
    import great_expectations as gx

    return _whole_frames().get_batch({"dataframe": frame}).validate(gx.ExpectationSuite(name, expectations=lines))


def _put_together(
    parts: Sequence[ExpectationSuiteValidationResult], results: list[ExpectationValidationResult]
) -> ExpectationSuiteValidationResult:
    from great_expectations.validator.validation_statistics import calc_validation_statistics

    whole = parts[0]
    counted = calc_validation_statistics(results)._asdict()
    whole.results, whole.success, whole.statistics = results, counted.pop("success"), counted
    return whole


def _told_apart(outcome: Outcome, before: list[Outcome]) -> Outcome:
    """The same expectation may stand in a suite twice, to warn at one bound and to block at another."""
    times = sum(earlier.check_name == outcome.check_name for earlier in before)
    return replace(outcome, check_name=f"{outcome.check_name}#{times + 1}") if times else outcome


def _expectations(name: str, columns: Iterable[str], bounds: Bounds) -> dict[tuple[str, ...], list[Expectation]]:
    """The lines of a suite by the columns whose values they look at; none for those on the table as such."""
    import great_expectations.expectations as gxe
    from great_expectations.expectations.metadata_types import FailureSeverity

    critical = FailureSeverity.CRITICAL
    table: list[Expectation] = [
        gxe.ExpectTableColumnsToMatchSet(column_set=list(columns), exact_match=True, severity=critical),
        gxe.ExpectTableRowCountToBeBetween(min_value=bounds.minimum, severity=critical),
    ]
    if bounds.maximum == bounds.minimum:
        table[1] = gxe.ExpectTableRowCountToEqual(value=bounds.minimum, severity=critical)
    elif bounds.maximum is not None:
        table.append(gxe.ExpectTableRowCountToBeBetween(max_value=bounds.maximum, severity=FailureSeverity.WARNING))
    found: dict[tuple[str, ...], list[Expectation]] = {(): table}
    for line in suite_lines(name):
        options = {key: _moment(value) for key, value in line.items() if key not in ("expect", "because")}
        named = [value for key, value in line.items() if key.startswith("column")]
        looked_at = (column for value in named for column in ([value] if isinstance(value, str) else value))
        expectation = getattr(gxe, line["expect"])(**{"severity": critical, **options})
        found.setdefault(tuple(sorted(looked_at)), []).append(expectation)
    return found


def _moment(value: Any) -> Any:
    """A day as its first moment, which is how days stand in the frame (``to_check``)."""
    return datetime.combine(value, time()) if isinstance(value, date) else value


def _outcome(result: ExpectationValidationResult) -> Outcome:
    configuration = result.expectation_config
    assert configuration is not None
    options: Mapping[str, Any] = {k: v for k, v in configuration.kwargs.items() if k not in ("batch_id", "column_list")}
    column = options.get("column")
    return Outcome(
        check_name=configuration.type + (f":{column}" if column else ""),
        severity="error" if str(configuration.severity or "critical").lower().endswith("critical") else "warning",
        passed=bool(result.success),
        observed=_observed(result)[:2000],
        expected=json.dumps(options, ensure_ascii=False, default=str)[:2000],
    )


def _observed(result: ExpectationValidationResult) -> str:
    """What was seen, in words: a value, or how many were unexpected, with examples."""
    seen = result.result
    raised = result.exception_info or {}
    for one in (raised, *(each for each in raised.values() if isinstance(each, dict))):  # by metric, or as it is
        if one.get("raised_exception"):
            return f"could not be looked at: {one.get('exception_message')}"
    if "unexpected_count" not in seen:
        return str(seen.get("observed_value"))
    examples = ", ".join(dict.fromkeys(str(value) for value in seen.get("partial_unexpected_list") or ()))
    # Of an empty table Great Expectations gives None for both numbers.
    count = f"{seen['unexpected_count'] or 0:,} of {seen.get('element_count') or 0:,} unexpected"
    return f"{count}: {examples}" if examples else count


def prepare() -> None:
    """Import Great Expectations, which takes seconds; more so if the garbage collector looks at what stays anyway."""
    gc.disable()
    _context()
    gc.freeze()
    memory.collect_seldom()
    gc.enable()


@cache
def _whole_frames() -> BatchDefinition[Any]:
    """One definition for every frame: each one added makes Great Expectations write its whole configuration anew."""
    source = _context().data_sources.add_or_update_pandas("frames")
    # Else it keeps a column of what it found of every line, and under the same name for all frames.
    source.get_execution_engine()._caching = False
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")


@cache
def _context() -> EphemeralDataContext:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import pandas_execution_engine
    from tqdm import tqdm

    tqdm.set_lock(RLock())  # its own is one between processes, which outlives a process that is ended
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    pandas_execution_engine.HASH_THRESHOLD = 0  # no fingerprints: twice a frame, they take longer than all checks
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context
