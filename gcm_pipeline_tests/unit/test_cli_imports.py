"""What makes ``--help`` quick: the command line imports no heavy package before a command needs it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pandas", "pyarrow", "dagster", "great_expectations", "sqlalchemy", "numpy", "sqlglot", "fsspec")
PROGRAM = f"import sys, gcm_pipeline.cli; print([name for name in {HEAVY!r} if name in sys.modules])"


def test_importing_the_command_line_is_light() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "[]"
