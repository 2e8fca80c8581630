"""Which code made a figure.

Belongs here: the version as lineage.loads keeps it. Does not belong here: anything that changes within a run.
"""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import version

from gcm_pipeline.reference import ROOT


@cache
def code_version() -> str:
    """The package's version, and the commit where the code lies in a git checkout, such as ``0.1.0+1a2b3c4``."""
    released = version("gcm-pipeline")
    if not (ROOT / ".git").exists():
        return released
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return released
    return f"{released}+{found.stdout.strip()}" if found.returncode == 0 else released
