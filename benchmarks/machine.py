"""What times depend on besides the code: machine and versions.

Belongs here: describing them in a few lines. Does not belong here: measuring.
"""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version

import psutil

from gcm_pipeline.warehouse.embedded import binaries

PACKAGES = ("dagster", "pandas", "pyarrow", "sqlalchemy", "great-expectations", "adbc-driver-postgresql")


def described() -> str:
    """Two lines: the machine with Python and PostgreSQL, and the pipeline's libraries."""
    postgres = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    memory = psutil.virtual_memory().total / (1 << 30)
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()}, load {busy:.1f}; "
        f"Python {platform.python_version()}, {postgres.strip()}\n"
        + ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    )
