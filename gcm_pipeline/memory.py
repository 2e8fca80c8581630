"""Memory that was used and is not any more.

Belongs here: giving it back to the system. Does not belong here: bounds on what is used, which stand where it is used.
"""

from __future__ import annotations

import ctypes
import gc

import pyarrow as pa


def give_back() -> None:
    """Give back what nobody refers to, and what Arrow and the C library hold in reserve; the next use costs time."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
