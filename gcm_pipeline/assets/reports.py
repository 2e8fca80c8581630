"""Asset ``report_stocktaking``: the pages that people read.

Belongs here: the Dagster face of reports/site.py. Does not belong here: what the pages say, or how they look.
"""

import dagster as dg

from gcm_pipeline.assets.describe import placed
from gcm_pipeline.assets.resources import Load, PipelineSettings
from gcm_pipeline.reports import site


@dg.asset(
    deps=["published"],
    description=(
        "The stocktaking report as self-contained HTML pages, from the published warehouse: one page for the whole, "
        "one for each objective, and one for each country of which anything is known."
    ),
    **placed("publish", "html"),
)
def report_stocktaking(pipeline: PipelineSettings, load: dg.ResourceParam[Load]) -> dg.MaterializeResult:
    """Write ``<storage>/reports/stocktaking.html``, ``objectives/*.html`` and ``countries/*.html``."""
    settings = pipeline.settings()
    written = site.write(load.warehouse, settings.reports)
    return dg.MaterializeResult(
        metadata={
            "page": dg.MetadataValue.path(written.page),
            "open": dg.MetadataValue.url(settings.link(written.page)),
            "countries": dg.MetadataValue.url(settings.link(written.folder / site.COUNTRIES)),
            "pages": len(written.pages),
            "bytes": written.page.stat().st_size,
        }
    )
