"""Arrays in few characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

MOST_WRITTEN_OUT = 4


def brief(values: NDArray[Any], room: int = 80) -> str:
    """A few numbers as they are; of more the range, or how many are not finite. Of truth values how
    many are true. Signs only: a drawing is the same in every language.

    room: in how many characters the numbers have to fit.
    """
    flat = np.asarray(values).reshape(-1)
    if flat.dtype == bool:
        return f"{int(flat.sum())}/{flat.size} ≠ 0"
    if flat.size <= MOST_WRITTEN_OUT:
        shown = ", ".join(number(each) for each in flat)
        shown = shown if values.ndim == 0 else f"[{shown}]"
        if len(shown) <= room:
            return shown
    finite = flat[np.isfinite(flat)]
    if finite.size < flat.size:
        return f"{flat.size - finite.size}/{flat.size} NaN, ±∞"
    least, most = number(flat.min()), number(flat.max())
    return f"{least} … {most}" if least != most else least


def number(value: float) -> str:
    """Four digits, with a minus sign that is one; −0.0 is 0. NaN and infinity as they are named."""
    written = f"{value + 0:.4g}"
    return written.replace("-", "−").replace("inf", "∞").replace("nan", "NaN")


def product(factors: Sequence[float]) -> str:
    """`0.55 · (−0.91)`: factors that are 1 are left out."""
    shown = [number(factor) for factor in factors if factor != 1] or ["1"]
    return " · ".join(
        [shown[0], *(f"({each})" if each.startswith("−") else each for each in shown[1:])]
    )


def total(terms: Sequence[str], most: int) -> str:
    """`a + b − c + … (7)`: of more terms than `most` the first, and how many there are."""
    shown = " + ".join(terms[:most]).replace("+ −", "− ")
    return f"{shown} + … ({len(terms)})" if len(terms) > most else shown


def size_of(gradient: NDArray[Any] | None) -> float:
    """The root mean square, 0 of none; what is not finite is left out."""
    if gradient is None or not gradient.size:
        return 0.0
    finite = gradient[np.isfinite(gradient)].astype(np.float64)
    return float(np.sqrt(np.mean(np.square(finite)))) if finite.size else 0.0


def as_json(values: Any) -> Any:
    """Numbers in nested lists; None for what is not finite, which JSON does not have."""
    values = np.asarray(values)
    if not jnp.issubdtype(values.dtype, np.floating):  # NumPy does not know bfloat16
        return values.tolist()
    values = values.astype(np.float64)
    found = values.astype(object)
    found[~np.isfinite(values)] = None
    return found.tolist()


def fields_as_json(found: Any) -> Any:
    """A dataclass with those inside it, alike."""
    return _finite(asdict(found))


def _finite(found: Any) -> Any:
    if isinstance(found, dict):
        items: dict[str, Any] = found
        return {name: _finite(value) for name, value in items.items()}
    if isinstance(found, list | tuple):
        return [_finite(value) for value in cast(Sequence[Any], found)]
    return None if isinstance(found, float) and not math.isfinite(found) else found
