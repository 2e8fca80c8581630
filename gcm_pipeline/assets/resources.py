"""What the steps of a run share: settings, the open warehouse with this run's load, and the frames on disk.

Belongs here: Dagster resources and the IO manager. Does not belong here: anything that an asset computes.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.upath_io_manager import UPathIOManager
from sqlalchemy.exc import SQLAlchemyError
from upath import UPath

from gcm_pipeline import frames
from gcm_pipeline.assets.abandoned import end_abandoned
from gcm_pipeline.counting import Counting
from gcm_pipeline.errors import PipelineError
from gcm_pipeline.frames import FrameSet
from gcm_pipeline.landing import Landing
from gcm_pipeline.loading import Loading
from gcm_pipeline.measures import kept, stages
from gcm_pipeline.preparing import Preparing
from gcm_pipeline.quality import checking
from gcm_pipeline.quality.checking import Checking
from gcm_pipeline.quality.data_docs import DataDocs
from gcm_pipeline.remote import listed
from gcm_pipeline.remote.places import Places
from gcm_pipeline.settings import Settings
from gcm_pipeline.snapshots import Archive
from gcm_pipeline.sources.card import cards
from gcm_pipeline.version import code_version
from gcm_pipeline.warehouse import loads
from gcm_pipeline.warehouse.engine import Warehouse, open_warehouse


@dataclass(frozen=True)
class Load:
    """This run's place in the warehouse: everything that it writes carries ``load_id``.

    ``loading`` fills staging, ``checking`` runs suites and ``preparing`` reads documents, all beside the steps;
    ``counting`` has the frames of the run as tables.
    """

    warehouse: Warehouse
    load_id: int
    loading: Loading
    checking: Checking
    counting: Counting
    preparing: Preparing


class PipelineSettings(dg.ConfigurableResource[Settings]):
    """Where the run reads and writes; empty fields come from the environment (GCM_LANDING, GCM_STORAGE)."""

    landing: str = ""
    storage: str = ""
    as_of: str = ""

    def settings(self) -> Settings:
        """The settings of this run, flags over environment over defaults."""
        storage = Path(self.storage) if self.storage else None
        return Settings.from_environment().having(landing=self.landing, storage=storage, as_of=self.as_of)

    def landing_place(self) -> Landing | None:
        """The landing place of this run; None with an ``as_of``, when the archive is read as it was.

        None too when only ``sources.yml`` says where files are.
        """
        landing = self.settings().landing
        return Landing(landing) if landing and not self.moment else None

    def places(self) -> Places | None:
        """Landing place and remote places of this run; None with an ``as_of``, which asks no server."""
        return None if self.moment else Places(self.landing_place(), listed.read(self.settings().sources, cards()))

    def archive(self, source: str) -> Archive:
        """The snapshots of ``source``."""
        return Archive(self.settings().snapshots, source)

    @property
    def moment(self) -> datetime | None:
        """The moment whose snapshots are to be read; None means the newest."""
        return self.settings().as_of


class CurrentLoad(dg.ConfigurableResource[Load]):
    """Opens the warehouse for a run, takes the run lock and begins the load; waits while another run is at work."""

    pipeline: dg.ResourceDependency[PipelineSettings]

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Load]:
        """One load per Dagster run, in however many processes its steps run."""
        settings = self.pipeline.settings()
        log = context.log or dg.get_dagster_logger()
        assert context.run is not None
        with open_warehouse(settings.warehouse_url, settings.storage) as warehouse:
            load_id = loads.begin(warehouse, context.run.run_id, code_version(), waiting=log.warning)
            if context.instance:
                end_abandoned(context.instance, settings.dagster_home, loads.abandoned(warehouse))
            try:
                docs = DataDocs(settings.data_docs, load_id)
                sparing = settings.memory_mib is not None
                checks = Checking(settings.frames / "checked", docs, sparing)
                # A process that ends before the step which asks must not: that step's own would do the work too.
                ahead = not sparing and not _in_many_processes(context.run)
                with (
                    closing(Counting(settings.frames, load_id, settings.memory_mib)) as counting,
                    closing(Loading(warehouse, load_id, ahead)) as loading,
                    closing(Preparing(ahead)) as preparing,
                ):
                    yield Load(warehouse, load_id, loading, checks, counting, preparing)
            finally:
                checking.end()
                if not _in_many_processes(context.run):
                    loads.fail(warehouse, load_id)  # unless it was published
                _leave_metrics(context, settings, warehouse)


def _leave_metrics(context: dg.InitResourceContext, settings: Settings, warehouse: Warehouse) -> None:
    """Leave figures of the run, however it ended, to those who watch; that they can't be written fails no run."""
    try:
        spent = stages.seconds(context.instance, context.run.run_id) if context.instance and context.run else {}
        kept.keep(settings, warehouse, spent)
    except (PipelineError, OSError, SQLAlchemyError) as error:
        (context.log or dg.get_dagster_logger()).warning(f"No metrics of this run are kept: {error}")


def _in_many_processes(run: dg.DagsterRun) -> bool:
    """Whether each step has a process of its own, so that the end of this one is not the end of the run."""
    execution: Any = run.run_config.get("execution", {})
    return "multiprocess" in execution.get("config", {})


class ParquetFrames(UPathIOManager):
    """Hands frame sets from step to step as folders of Parquet files; nothing is pickled."""

    def dump_to_path(self, context: dg.OutputContext, obj: FrameSet, path: UPath) -> None:
        """Keep the set where the next step looks for it; a set written elsewhere is moved there."""
        target = Path(str(path))
        if obj.directory != target:
            frames.move(obj, target)

    def load_from_path(self, context: dg.InputContext, path: UPath) -> FrameSet:
        """The set, read lazily; an error that says what to do when the step before has never run here."""
        directory = Path(str(path))
        if not directory.is_dir():
            raise dg.Failure(f"{directory.name} has not been made in this storage yet: run the job nightly first.")
        return FrameSet(directory)

    def path_exists(self, path: UPath) -> bool:
        """Whether the folder is there."""
        return Path(str(path)).is_dir()


@dg.io_manager(required_resource_keys={"pipeline"})
def parquet_frames(context: dg.InitResourceContext) -> Any:
    """The IO manager over ``<storage>/frames``."""
    return ParquetFrames(base_path=UPath(os.fspath(context.resources.pipeline.settings().frames)))
