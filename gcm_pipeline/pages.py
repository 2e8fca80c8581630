"""The pages of the storage folder over HTTP, so that the links in the Dagster UI and in messages open; and the metrics.

Belongs here: what is served. Does not belong here: making it (reports/, quality/, metrics.py), starting the server
(services.py). A browser follows no link from a page of a server to a file on disk, hence the server.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gcm_pipeline.settings import Settings

HEALTH = "/health"
"""Answers as soon as the server is up, whether or not there are pages yet."""


def app() -> Starlette:
    """Reports and Data Docs below their folders' names, the stocktaking page at the root, and metrics; nothing else."""
    from gcm_pipeline import metrics  # takes long, and the command line imports this module

    settings = Settings.from_environment()
    served = (settings.reports, settings.data_docs)
    return Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse(f"/{settings.reports.name}/stocktaking.html")),
            Route(HEALTH, lambda request: PlainTextResponse("up\n")),
            Route("/metrics", lambda request: Response(metrics.text(settings), media_type=metrics.CONTENT_TYPE)),
            # The folders are there after the first run only.
            *(Mount(f"/{folder.name}", StaticFiles(directory=folder, html=True, check_dir=False)) for folder in served),
        ]
    )
