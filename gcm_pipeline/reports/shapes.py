"""From figures to lengths, shades and lines, in the units of a drawing 100 wide.

Belongs here: geometry, pure. Does not belong here: the drawing itself (templates/charts.html.j2).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import sqrt

WIDTH = 100
SHADES = 6


def length(value: float | Decimal | None, top: float | Decimal | None) -> str:
    """``value`` on a bar where ``top`` fills the width; anything above nothing can be seen."""
    if not value or not top or value < 0:
        return "0"
    share = min(1.0, float(value) / float(top))
    return f"{max(share * WIDTH, 0.4):.2f}".rstrip("0").rstrip(".")


def shade(value: float | Decimal | None, top: float | Decimal | None) -> int:
    """0 for nothing, else 1 to 6: by the square root, so that small figures can be told apart."""
    if not value or not top or value < 0:
        return 0
    return min(SHADES, 1 + int(sqrt(min(1.0, float(value) / float(top))) * (SHADES - 0.001)))


def line(values: Sequence[float], top: float, height: int = 30) -> str:
    """The path of a line from left to right, ``top`` at its upper edge; empty for nothing to draw."""
    if not values or not top:
        return ""
    step = WIDTH / max(len(values) - 1, 1)
    points = [(number * step, height - height * value / top) for number, value in enumerate(values)]
    if len(points) == 1:
        points.append((WIDTH, points[0][1]))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def highest(values: Sequence[float | Decimal | None]) -> float | Decimal:
    """The largest value, 0 for none."""
    return max((value for value in values if value is not None), default=0)


FILTERS = {"length": length, "shade": shade, "highest": highest}
