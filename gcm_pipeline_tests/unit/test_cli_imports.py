"""What makes ``--help`` quick: the command line imports no heavy package before a command needs it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pandas", "pyarrow", "dagster", "great_expectations", "sqlalchemy", "numpy", "sqlglot", "fsspec")
PROGRAM = f"import sys, gcm_pipeline.cli; print([name for name in {HEAVY!r} if name in sys.modules])"


def test_importing_the_command_line_is_light() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "[]"


NOT_NEEDED_YET = ("great_expectations", "pandas", "duckdb", "sqlglot", "lxml", "python_calamine", "pypdfium2")


def test_importing_the_code_location_brings_no_reader_and_no_engine() -> None:
    program = f"import sys, gcm_pipeline.definitions; print([n for n in {NOT_NEEDED_YET!r} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "[]"
