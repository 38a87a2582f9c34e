"""Numbers as a person writes them: a real minus sign, and no more digits than are needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_WRITTEN_OUT = 4  # numbers that stand for themselves; of more the range is given


def format_number(value: float, digits: int = 4) -> str:
    """A number in so many significant digits, its minus a minus; −0.0 is 0, and NaN and ∞ are
    named so."""
    written = f"{value + 0:.{digits}g}"
    return written.replace("-", "−").replace("inf", "∞").replace("nan", "NaN")


def shortest(number: float) -> str:
    """A number with all digits that tell it from every other: 5, −8, 0.1. A negative 0 is 0."""
    return repr(number + 0.0).removesuffix(".0").replace("-", "−")


def rounded(value: float, spread: float, places: int) -> str:
    """`value` to `places` places below the first digit of `spread`, without zeros at its end.

    spread: how far such numbers lie apart, 0 if they do not: years differ by ones, 1e9 among them.
    """
    size = abs(spread) or abs(value) or 1.0
    # Plus 0.0 makes 0.0 of -0.0.
    return repr(round(float(value), places - math.floor(math.log10(size))) + 0.0).removesuffix(".0")


def decimal(number: Decimal) -> str:
    """A decimal as a person writes it: 5, −8, 0.25, 1.5e+20."""
    number = number.normalize()
    if number and not -5 <= number.adjusted() < 16:
        said = f"{number:e}"
        start, _, power = said.partition("e")
        said = f"{start}e{int(power):+03d}"
    else:
        said = f"{number:f}"
    return said.replace("-", "−")


def brief(values: NDArray[Any], room: int = 80) -> str:
    """A few numbers as they are; of more the range, or how many are not finite. Of truth values how
    many are true. Signs only: a drawing is the same in every language.

    room: in how many characters the numbers have to fit.
    """
    flat = np.asarray(values).reshape(-1)
    if flat.dtype == bool:
        return f"{int(flat.sum())}/{flat.size} ≠ 0"
    if flat.size <= MOST_WRITTEN_OUT:
        shown = ", ".join(format_number(each) for each in flat)
        shown = shown if values.ndim == 0 else f"[{shown}]"
        if len(shown) <= room:
            return shown
    finite = flat[np.isfinite(flat)]
    if finite.size < flat.size:
        return f"{flat.size - finite.size}/{flat.size} NaN, ±∞"
    least, most = format_number(flat.min()), format_number(flat.max())
    return f"{least} … {most}" if least != most else least


def signed_sum(terms: Sequence[tuple[float, str]]) -> str:
    """Numbers, each with how it is written without a sign, and the signs between: 5·x1 − 8."""
    (first, written), *others = terms
    start = f"−{written}" if first < 0 else written
    return start + "".join(f" {'−' if number < 0 else '+'} {said}" for number, said in others)


def product(factors: Sequence[float]) -> str:
    """`0.55 · (−0.91)`: factors that are 1 are left out."""
    shown = [format_number(factor) for factor in factors if factor != 1] or ["1"]
    return " · ".join(
        [shown[0], *(f"({each})" if each.startswith("−") else each for each in shown[1:])]
    )


def total(terms: Sequence[str], most: int) -> str:
    """`a + b − c + … (7)`: of more terms than `most` the first, and how many there are."""
    shown = " + ".join(terms[:most]).replace("+ −", "− ")
    return f"{shown} + … ({len(terms)})" if len(terms) > most else shown


def in_float32(number: float) -> float:
    """A number rounded to float32, in the fewest digits: 0.1 for 0.1, 16777216 for 16777217."""
    held = np.float32(number)
    short = float(str(held))
    # Rounding twice, to double and to float32, may end one number further.
    return short if np.float32(short) == held else float(held)
