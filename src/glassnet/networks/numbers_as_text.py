"""Numbers as a person writes them: with a real minus, and no more digits than are needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def shown(number: float) -> str:
    """As a person writes it, in six digits: 5, −8, 0.25. A negative 0 is 0."""
    return f"{number + 0.0:.6g}".replace("-", "−")


def shortest(number: float) -> str:
    """All digits that tell it from every other number: 5, −8, 0.1. A negative 0 is 0."""
    return repr(number + 0.0).removesuffix(".0").replace("-", "−")


def signed_sum(terms: Sequence[tuple[float, str]]) -> str:
    """Numbers, each with how it is written without a sign, and the signs between: 5·x1 − 8."""
    (first, written), *others = terms
    start = f"−{written}" if first < 0 else written
    return start + "".join(f" {'−' if number < 0 else '+'} {said}" for number, said in others)


def in_float32(number: float) -> float:
    """What float32 holds of it, in the fewest digits: 0.1 is 0.1, and 16777217 is 16777216."""
    held = np.float32(number)
    short = float(str(held))
    # Rounding twice, to double and to float32, may end one number further.
    return short if np.float32(short) == held else float(held)
