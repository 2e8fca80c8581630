"""Dagster's home below the storage folder: its settings, and where it keeps its records.

Belongs here: writing them and pointing a process at them. Does not belong here: starting anything.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from gcm_pipeline.errors import UsageError
from gcm_pipeline.settings import Settings

FOLDER = Path(__file__).with_name("dagster")


def prepare_dagster(settings: Settings) -> Path:
    """Make Dagster's home below the storage folder, and point this process at it and at ``settings``.

    Raises UsageError when GCM_DAGSTER_URL is no PostgreSQL URL, or the library for it is missing.
    """
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DAGSTER_HOME": str(home), "GCM_LANDING": settings.landing, "GCM_STORAGE": str(settings.storage)}
    os.environ["GCM_SOURCES"] = str(settings.sources or "")
    storage = "storage_sqlite.yaml"
    if settings.dagster_url:
        os.environ["GCM_DAGSTER_URL"] = _postgres(settings.dagster_url)
        storage = "storage_postgres.yaml"
    content = (FOLDER / "instance.yaml").read_bytes() + (FOLDER / storage).read_bytes()
    unfinished = home / f"dagster.yaml.{os.getpid()}"  # another process may be reading it
    unfinished.write_bytes(content)
    unfinished.replace(home / "dagster.yaml")
    return home


def _postgres(address: str) -> str:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except ArgumentError:
        raise UsageError(
            "GCM_DAGSTER_URL is not a URL. Write it as postgresql://user:password@host:5432/database."
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise UsageError(f"GCM_DAGSTER_URL names {url.get_backend_name()!r}, not PostgreSQL.")
    if importlib.util.find_spec("dagster_postgres") is None:
        raise UsageError("GCM_DAGSTER_URL needs dagster-postgres. Install it with pip install 'gcm-pipeline[server]'.")
    # Its statements are written for psycopg2, which is no longer what SQLAlchemy takes by itself.
    return url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)
