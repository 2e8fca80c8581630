"""Options that several commands share.

Belongs here: their names and help. Does not belong here: commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gcm_pipeline.settings import Settings

if TYPE_CHECKING:
    from gcm_pipeline.warehouse.engine import Warehouse

Storage = Annotated[
    Path | None,
    typer.Option(
        help="Folder for the embedded server, snapshots and reports [GCM_STORAGE, else .gcm].", show_default=False
    ),
]
Sources = Annotated[
    Path | None,
    typer.Option(help="File that says where remote files are, such as sources.yml [GCM_SOURCES].", show_default=False),
]


@contextmanager
def opened(storage: Path | None) -> Iterator[Warehouse]:
    """The warehouse that the settings name, for the length of a command."""
    from gcm_pipeline.warehouse.engine import open_warehouse

    settings = Settings.from_environment().having(storage=storage)
    with open_warehouse(settings.warehouse_url, settings.storage) as warehouse:
        yield warehouse
