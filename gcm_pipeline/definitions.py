"""The Dagster code location. Assembly only: every piece stands where its layer is.

What is made here stays until the process ends. So the garbage collector is off meanwhile: it would take half of the
time of importing.
"""

from __future__ import annotations

import gc

gc.disable()

import dagster as dg

from gcm_pipeline import memory
from gcm_pipeline.assets.core import core_assets
from gcm_pipeline.assets.history import history_assets
from gcm_pipeline.assets.landing import landing
from gcm_pipeline.assets.marts import mart_assets
from gcm_pipeline.assets.publish import publish_assets
from gcm_pipeline.assets.quality import quality_assets
from gcm_pipeline.assets.resources import CurrentLoad, PipelineSettings, parquet_frames
from gcm_pipeline.assets.rules import rule_checks
from gcm_pipeline.assets.sources import clean_reference, source_assets
from gcm_pipeline.automation.alerts_sensor import alerts_sensor
from gcm_pipeline.automation.console import console
from gcm_pipeline.automation.landing_sensor import landing_sensor
from gcm_pipeline.automation.nightly import nightly, nightly_schedule
from gcm_pipeline.settings import Timing
from gcm_pipeline.sources.card import cards, load_card
from gcm_pipeline.warehouse.tables import of_schema

SOURCES = cards()
CORE = of_schema("core")
PIPELINE = PipelineSettings()
TIMING = Timing.from_environment()

defs = dg.Definitions(
    assets=[
        *(asset for source in SOURCES for asset in source_assets(load_card(source))),
        landing,
        clean_reference,
        *core_assets(CORE),
        *quality_assets(SOURCES),
        *mart_assets(),
        *history_assets(),
        *publish_assets(),
    ],
    asset_checks=rule_checks(),
    jobs=[nightly],
    schedules=[nightly_schedule(TIMING)],
    sensors=[landing_sensor(TIMING), alerts_sensor(TIMING)],
    loggers={"console": console},
    # Also of a part of the graph, which the UI runs without a job: a run has one load, and processes of its steps would
    # each take themselves for the run.
    executor=dg.in_process_executor,
    resources={"pipeline": PIPELINE, "load": CurrentLoad(pipeline=PIPELINE), "frames": parquet_frames},
)

memory.collect_seldom()
gc.enable()
