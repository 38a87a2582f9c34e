"""The derivative from the left and from the right: where they differ there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy
from sympy import Expr, Symbol

from glassnet.calculus import functions
from glassnet.calculus.evaluate import value
from glassnet.calculus.functions import ELEMENTARY

Pair = tuple[float, float]
"""A value, and how fast it changes as the variable moves."""
_u = Symbol("u", real=True)


def _absolute(u: Pair) -> float:
    return abs(u[1]) if u[0] == 0 else np.sign(u[0]) * u[1]


def _extreme(first: Pair, second: Pair, larger: bool) -> float:
    if first[0] == second[0]:
        return max(first[1], second[1]) if larger else min(first[1], second[1])
    return (first if (first[0] > second[0]) == larger else second)[1]


def _power(base: Pair, exponent: Pair) -> float:
    (b, db), (e, de) = base, exponent
    by_base = e * np.power(b, e - 1) * db if db else 0.0
    # b^e·log b goes to 0 with b, which log 0 alone does not tell.
    by_exponent = np.power(b, e) * np.log(b) * de if de and b else 0.0
    return by_base + by_exponent


# What bends, and what is put together -> how fast it changes.
SPEEDS: Mapping[type, Callable[..., float]] = {
    functions.absolute: _absolute,
    functions.relu: lambda u: _extreme(u, (0.0, 0.0), larger=True),
    functions.maximum: lambda first, second: _extreme(first, second, larger=True),
    functions.minimum: lambda first, second: _extreme(first, second, larger=False),
    sympy.Pow: _power,
    sympy.Add: lambda *u: sum(each[1] for each in u),
    sympy.Mul: lambda *u: sum(
        each[1] * np.prod([other[0] for j, other in enumerate(u) if j != i])
        for i, each in enumerate(u)
    ),
}


def sides(f: Expr, x: Symbol, at: Mapping[Symbol, float]) -> Pair:
    """(the derivative from the left, that from the right); NaN or infinite where there is none."""
    with np.errstate(all="ignore"):
        left, right = (float(_pair(f, x, at, way)[1]) for way in (-1.0, 1.0))
    return 0.0 - left, right + 0.0  # no -0


def _pair(f: Any, x: Symbol, at: Mapping[Symbol, float], way: float) -> Pair:
    here = value(f, at)
    if not f.has(x):
        return here, 0.0
    if f == x:
        return here, way
    if isinstance(f, sympy.Piecewise):
        pairs: Any = f.args
        held = (piece for piece, condition in pairs if value(condition, at))
        piece = next(held, None)
        return (here, np.nan) if piece is None else _pair(piece, x, at, way)
    arguments = [_pair(argument, x, at, way) for argument in f.args]
    if f.func in SPEEDS:
        return here, SPEEDS[f.func](*arguments)
    (inner,) = arguments
    return here, value(ELEMENTARY[f.func].derivative(_u), {_u: np.float64(inner[0])}) * inner[1]
