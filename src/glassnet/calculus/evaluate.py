"""Values of expressions in float64, at many points at once: to draw, and to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul
from typing import Any, NamedTuple

import numpy as np
import sympy
from scipy import special
from sympy import Symbol

from glassnet.calculus import functions


class Arithmetic(NamedTuple):
    """The modules to compute with: numpy and scipy.special, or those of JAX."""

    numbers: Any
    special: Any


NUMPY = Arithmetic(np, special)

Value = Callable[..., Any]


def _named(name: str) -> Value:
    return lambda a, *u: getattr(a.numbers, name)(*u)


def _power(a: Arithmetic, base: Any, exponent: Any) -> Any:
    """NumPy's power, but a base without a value has none to the power of 0 either."""
    nowhere = a.numbers.isnan(base) | a.numbers.isnan(exponent)
    return a.numbers.where(nowhere, np.nan, a.numbers.power(base, exponent))


# SymPy's class -> its value, from an Arithmetic and the values of its arguments.
VALUES: Mapping[type, Value] = {
    sympy.Add: lambda a, *u: reduce(add, u),
    sympy.Mul: lambda a, *u: reduce(mul, u),
    sympy.Pow: _power,
    functions.maximum: _named("maximum"),
    functions.minimum: _named("minimum"),
    functions.absolute: _named("abs"),
    # SymPy's own derivative of |x|; at 0 there is none.
    sympy.sign: lambda a, u: a.numbers.where(u == 0, np.nan, a.numbers.sign(u)),
    sympy.Abs: _named("abs"),
    sympy.erf: lambda a, u: a.special.erf(u),
    functions.sigmoid: lambda a, u: a.special.expit(u),
    functions.softplus: lambda a, u: a.numbers.logaddexp(u, 0.0),
    functions.gelu: lambda a, u: u / 2 * (1 + a.special.erf(u / np.sqrt(2))),
    functions.relu: lambda a, u: a.numbers.maximum(u, 0.0),
    functions.sign: lambda a, u: a.numbers.where(u == 0, np.nan, a.numbers.sign(u)),
    functions.step: lambda a, u: a.numbers.where(u == 0, np.nan, (a.numbers.sign(u) + 1) / 2),
    functions.log10: _named("log10"),
    functions.log2: _named("log2"),
    **{
        getattr(sympy, name): _named(name)
        for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")
    },
    sympy.asin: _named("arcsin"),
    sympy.acos: _named("arccos"),
    sympy.atan: _named("arctan"),
    sympy.StrictLessThan: _named("less"),
    sympy.StrictGreaterThan: _named("greater"),
    sympy.LessThan: _named("less_equal"),
    sympy.GreaterThan: _named("greater_equal"),
    sympy.And: lambda a, *u: reduce(a.numbers.logical_and, u),
    sympy.Or: lambda a, *u: reduce(a.numbers.logical_or, u),
    sympy.Not: _named("logical_not"),
    sympy.ITE: _named("where"),
    sympy.Eq: _named("equal"),
    sympy.Ne: _named("not_equal"),
}


# A function of a function, as one: the sigmoid of -800 is no float64 but 0, its logarithm is -800.
TOGETHER: Mapping[tuple[type, type], Value] = {
    (sympy.log, functions.sigmoid): lambda a, u: -a.numbers.logaddexp(-u, 0.0),
}

# 1/0 and the root of -1 are what SymPy makes of what has no real value.
FIXED = {sympy.zoo: np.nan, sympy.I: np.nan, sympy.true: True, sympy.false: False}


def evaluate(f: Any, at: Mapping[Symbol, Any], by: Arithmetic = NUMPY) -> Any:
    """Compute the value of an expression or a condition; NaN where it has no real value.

    at: each letter's value, numbers or arrays of one shape.
    """
    if isinstance(f, Symbol):
        return at[f]
    if isinstance(f, sympy.Number | sympy.NumberSymbol):
        return float(f)
    if f in FIXED:
        return FIXED[f]
    if isinstance(f, sympy.Piecewise):
        found: Any = np.nan
        pairs: Any = f.args
        for piece, condition in reversed(pairs):
            found = by.numbers.where(evaluate(condition, at, by), evaluate(piece, at, by), found)
        return found
    found, inside = VALUES[f.func], f.args
    if len(inside) == 1 and (f.func, inside[0].func) in TOGETHER:
        found, inside = TOGETHER[f.func, inside[0].func], inside[0].args
    return found(by, *(evaluate(argument, at, by) for argument in inside))
