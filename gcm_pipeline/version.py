"""Which code made a figure.

Belongs here: the version as lineage.loads keeps it, and what tells this code from any other.
Does not belong here: anything that changes within a run.
"""

from __future__ import annotations

import hashlib
import platform
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


CONTENT = ("gcm_pipeline", "sql", "data/reference")
"""Folders on whose content a figure depends; what runs can be told apart by it, whether it is committed or not."""
LIBRARIES = (
    *("charset-normalizer", "duckdb", "great-expectations", "lxml", "numpy", "pandas", "py3langid", "pyarrow"),
    *("pypdfium2", "python-calamine", "sqlglot"),
)
"""Those whose other versions may read or count otherwise."""


@cache
def identity() -> str:
    """SHA-256 over the code, the SQL and the reference tables, and the versions of what they rest on."""
    found = hashlib.sha256(platform.python_version().encode())
    for library in LIBRARIES:
        found.update(f"{library} {version(library)}".encode())
    for file in sorted(path for folder in CONTENT for path in (ROOT / folder).rglob("*") if path.is_file()):
        if "__pycache__" not in file.parts:
            found.update(f"{file.relative_to(ROOT)}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def made_of(*things: object) -> str:
    """One name for ``things`` that something is made of by this code."""
    return hashlib.sha256("\0".join([identity(), *map(str, things)]).encode()).hexdigest()
