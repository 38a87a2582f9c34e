"""Numbers with as many digits as tell them apart, and no more than are known."""

from __future__ import annotations

import math


def rounded(value: float, spread: float, places: int) -> str:
    """`value` to `places` places below the first digit of `spread`, without zeros at its end.

    spread: how far such numbers lie apart, 0 if they do not: years differ by ones, 1e9 among them.
    """
    size = abs(spread) or abs(value) or 1.0
    # Plus 0.0 makes 0.0 of -0.0.
    return repr(round(float(value), places - math.floor(math.log10(size))) + 0.0).removesuffix(".0")
