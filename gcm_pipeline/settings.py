"""Where a run reads from and writes to, and when: flags over environment over configuration file over defaults.

Belongs here: the settings that contracts with users name. Does not belong here: anything that opens a file or a server.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from urllib.parse import quote

from gcm_pipeline.configuration import value
from gcm_pipeline.errors import UsageError
from gcm_pipeline.reference import ROOT

SHIPPED = str(ROOT / "data" / "landing")
"""The example in the repository, read when nothing else is named."""


@dataclass(frozen=True)
class Settings:
    """``landing`` is a folder or an fsspec URL, empty when ``sources`` alone says where files are.

    ``warehouse_url`` None means the embedded server under ``storage``; ``dagster_url`` names the PostgreSQL database of
    Dagster's own records, None means files under ``storage``. ``pages_url`` is where people find the reports and Data
    Docs of this storage folder (pages.py), ``ui_url`` where they find the Dagster UI. What was landed is kept for
    ``keep_days``, and after them as it was at the end of each month. ``memory_mib`` is how much memory (MiB)
    Python may take, all processes together; None means that speed comes first.
    """

    landing: str
    storage: Path
    warehouse_url: str | None = None
    dagster_url: str | None = None
    as_of: datetime | None = None
    sources: Path | None = None
    pages_url: str = "http://127.0.0.1:3001"
    keep_days: int = 92
    ui_url: str = "http://127.0.0.1:3000"
    memory_mib: int | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the ``GCM_`` variables of these names, as configuration.py finds them."""
        sources = value("GCM_SOURCES")
        return cls(
            landing=value("GCM_LANDING") or ("" if sources else SHIPPED),
            sources=Path(sources).expanduser().resolve() if sources else None,
            storage=Path(value("GCM_STORAGE") or ".gcm").expanduser().resolve(),
            warehouse_url=value("GCM_WAREHOUSE_URL"),
            dagster_url=value("GCM_DAGSTER_URL"),
            pages_url=value("GCM_PAGES_URL") or cls.pages_url,
            ui_url=value("GCM_UI_URL") or cls.ui_url,
            keep_days=_whole_number("GCM_KEEP_DAYS", 92, "days"),
            memory_mib=_whole_number("GCM_MEMORY_MIB", 1024, "MiB") if value("GCM_MEMORY_MIB") else None,
        )

    def having(
        self,
        *,
        landing: str | None = None,
        storage: Path | None = None,
        as_of: str | None = None,
        sources: Path | None = None,
    ) -> Settings:
        """The same settings with flags laid over them; UsageError when ``as_of`` is no ISO date or moment."""
        # The shipped example is synthetic: it must never be counted together with files that somebody named.
        unmixed = "" if sources and self.landing == SHIPPED else self.landing
        return replace(
            self,
            landing=landing or unmixed,
            sources=sources.expanduser().resolve() if sources else self.sources,
            storage=storage.expanduser().resolve() if storage else self.storage,
            as_of=_moment(as_of) if as_of else self.as_of,
        )

    @property
    def snapshots(self) -> Path:
        """The immutable archive of landing files."""
        return self.storage / "snapshots"

    @property
    def frames(self) -> Path:
        """Hand-over between the steps of a run; may be deleted at any time between runs."""
        return self.storage / "frames"

    @property
    def reports(self) -> Path:
        """What people read after a run."""
        return self.storage / "reports"

    @property
    def data_docs(self) -> Path:
        """What Great Expectations found in the last run, as a site."""
        return self.storage / "data-docs"

    def link(self, page: Path) -> str:
        """The address of a page below the storage folder."""
        return f"{self.pages_url.rstrip('/')}/{quote(page.relative_to(self.storage).as_posix())}"

    @property
    def metrics(self) -> Path:
        """What the last run left for those who watch over it."""
        return self.storage / "metrics"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage: runs, events, schedules."""
        return self.storage / "dagster"


@dataclass(frozen=True)
class Timing:
    """When runs start by themselves.

    ``schedule`` is a cron line in UTC. Every ``look_seconds`` the landing place is looked at; what changed there starts
    a run once it has been quiet for ``settle_seconds``.
    """

    schedule: str
    look_seconds: int
    settle_seconds: int

    @classmethod
    def from_environment(cls) -> Timing:
        """Read ``GCM_SCHEDULE``, ``GCM_SENSOR_SECONDS``, ``GCM_SETTLE_SECONDS``; UsageError for what is no number."""
        return cls(
            schedule=value("GCM_SCHEDULE") or "0 2 * * *",
            look_seconds=_whole_number("GCM_SENSOR_SECONDS", 60, "seconds"),
            settle_seconds=_whole_number("GCM_SETTLE_SECONDS", 120, "seconds"),
        )


def _whole_number(name: str, default: int, unit: str) -> int:
    text = value(name) or str(default)
    if not text.isdecimal() or int(text) == 0:
        raise UsageError(f"{name} is {text!r}. Write it as a whole number of {unit}, such as {default}.")
    return int(text)


def _moment(text: str) -> datetime:
    """The end of a day, or a moment; UTC unless another zone is named."""
    try:
        return datetime.combine(date.fromisoformat(text), time.max, UTC)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--as-of {text!r} is no date. Write it as YYYY-MM-DD, such as 2022-03-31, or with the time in UTC, such "
            "as 2022-03-31T02:15."
        ) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
