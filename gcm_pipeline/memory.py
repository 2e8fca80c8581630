"""Memory that was used and is not any more.

Belongs here: how often it is looked for, giving it back to the system.
Does not belong here: bounds on what is used, which stand where it is used.
"""

from __future__ import annotations

import ctypes
import gc

import pyarrow as pa


def collect_seldom() -> None:
    """Have the garbage collector look less often: hardly anything that a night makes is in cycles.

    That saves a twentieth of the processor time of the shipped example.
    """
    gc.set_threshold(20_000, 20, 20)


def give_back() -> None:
    """Give back what nobody refers to, and what Arrow and the C library hold in reserve; the next use costs time."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
