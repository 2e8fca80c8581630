"""Cells that a spreadsheet would run.

Belongs here: which text that is, and how it is made harmless. Does not belong here: writing cells.
Source: OWASP, CSV Injection (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

STARTS = "=+@＝＋－＠﹦﹢﹣﹫-"
"""Signs that begin a formula; the wide and small forms do so in East Asian settings."""
RISKY = rf"^[\p{{Z}}\p{{C}}]*[{STARTS}]|^[\t\r\n]"
"""Separators and invisible signs before them, such as a byte order mark, are skipped by some programs."""
NUMBER = r"^[-+]?[0-9]+([.,][0-9]+)*%?$"
MARK = "'"
"""Spreadsheets take what follows an apostrophe for text."""


def neutralise(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """``text`` with an apostrophe before every cell that begins like a formula; numbers stay as they are."""
    risky = pc.match_substring_regex(text, RISKY)
    if not pc.any(risky).as_py():
        return text
    changed = pc.and_(risky, pc.invert(pc.match_substring_regex(text, NUMBER)))
    return pc.if_else(changed, pc.binary_join_element_wise(MARK, text, ""), text)


def neutralised(block: pa.Table) -> pa.Table:
    """The block with every text column made harmless."""
    columns = [neutralise(column) if pa.types.is_string(column.type) else column for column in block.columns]
    return pa.table(columns, schema=block.schema)
