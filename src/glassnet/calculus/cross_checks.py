"""Three ways to the same derivative that know nothing of the rules: witnesses to check them by.

SymPy's `diff`, JAX's automatic differentiation in float64, and finite differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr, Symbol

from glassnet.calculus import functions
from glassnet.calculus.evaluate import Arithmetic, evaluate
from glassnet.calculus.formula import Point
from glassnet.calculus.high_precision import float_value
from glassnet.calculus.one_sided import DomainError, slope
from glassnet.calculus.steps import Step

AGREES = 1e-9  # relative; what rounding makes of long formulas
AGREES_BY_DIFFERENCES = 1e-4
MOST_SENSITIVE = 1e-6
DIGITS = 60  # of values that floats are compared with

POINTS = 20
TRIES = 400
# How far to look from 0, the usual first; from a point of interest; and from where a part of the
# function begins to have values.
SCALES = (2.0, 0.2, 20.0, 200.0)
BESIDE = (1.0, 0.01)
EDGES = np.sinh(np.linspace(-20, 20, 801)) / 1e3  # to 240,000, and close to 0
MOST_EDGES = 40
HALVINGS = 60

Points = dict[Symbol, NDArray[Any]]
"""[points] for each letter."""


@dataclass(frozen=True)
class Check:
    """How the rules' derivative compares with another one at random points.

    Attributes:
        witness: The source of the other one: "sympy", "autodiff" or "differences".
        points: The number of points at which both have a value.
        worst: The largest difference, relative to the larger of 1 and the value.
        agrees: None if there is no point to compare at.
        derivative: What is compared: df/dx, d²f/dx².
    """

    witness: str
    points: int
    worst: float
    agrees: bool | None
    derivative: str = ""


def check(step: Step, seed: int = 0, near: Point | None = None) -> list[Check]:
    """Compare a derivative with all three witnesses.

    seed: seed of the random points. near: a point to compare at and beside.
    """
    at = _places(step, seed, near)
    ours = _by_rules(step, at)
    theirs = {name: witness(step, at) for name, (witness, _) in WITNESSES.items()}
    # One witness alone may find a value where there is none: SymPy takes x/x for 1 at 0.
    there = np.logical_and.reduce([np.isfinite(values) for values in theirs.values()])
    missing = bool(np.any(there & ~np.isfinite(ours)))
    sensitivity = _sensitivity(step, at)
    # Floats are wrong for (a^b)^c where they take a small a^b for 0.
    computed = np.isclose(_values(step.before, at), _to_many_digits(step.before, at), AGREES, 0)
    ours = np.where((sensitivity < MOST_SENSITIVE) & computed, ours, np.nan)
    return [
        _compared(name, ours, values, WITNESSES[name][1] + sensitivity, missing)
        for name, values in theirs.items()
    ]


def is_derivative(f: Expr, step: Step) -> bool:
    """Whether an expression has the derivative's values; False if it cannot be computed.

    SymPy's limit of (x^x^x^x)' holds infinities.
    """
    at = _places(step, seed=1)
    try:
        theirs = _values(f, at)
    except KeyError:
        return False
    found = _compared("", _values(step.after, at), theirs, AGREES + _sensitivity(step, at), False)
    return found.agrees is True


def _compared(
    witness: str,
    ours: NDArray[Any],
    theirs: NDArray[Any],
    bound: NDArray[Any],
    missing: bool,
) -> Check:
    """bound: [points] what the difference may be, relative to the larger of 1 and the value."""
    both = np.isfinite(ours) & np.isfinite(theirs)
    apart = np.abs(ours[both] - theirs[both]) / np.maximum(1, np.abs(theirs[both]))
    agrees = None if not len(apart) else bool(np.all(apart <= bound[both]))
    worst = float(np.max(apart, initial=0.0))
    return Check(witness, len(apart), worst, False if missing else agrees)


def _sensitivity(step: Step, at: Points) -> NDArray[Any]:
    """How much the derivative changes with the variable's last digits.

    No two libraries agree on the digits of sin(e^(e^x)); where none is left, nothing is compared.
    """
    moved = {**at, step.variable: at[step.variable] * (1 + 16 * np.finfo(float).eps)}
    # Ours may be 0 where others have the difference of two large numbers: look at the parts too.
    parts = (part.after for _, part in step.walk() if part.variable == step.variable)
    size = np.maximum(1, np.abs(_values(step.after, at)))
    sensitivity = np.zeros_like(size)
    with np.errstate(all="ignore"):
        for f in dict.fromkeys(parts):
            apart = np.abs(_values(f, moved) - _values(f, at)) / size
            sensitivity = np.maximum(sensitivity, np.nan_to_num(apart, nan=0.0, posinf=0.0))
    return sensitivity


def _places(step: Step, seed: int, near: Point | None = None) -> Points:
    letters: list[Any] = sorted(step.before.free_symbols | {step.variable}, key=str)
    found = sample_points(step.before, letters, np.random.default_rng(seed), near)
    if near is None:
        return found
    here = {each: np.asarray([near.get(each, 0.0)], float) for each in letters}
    if not np.isfinite(_values(step.after, here)).all():  # at a kink all say something else
        return found
    return {each: np.concatenate([here[each], found[each]])[:POINTS] for each in letters}


def _by_rules(step: Step, at: Points) -> NDArray[Any]:
    found = _values(step.after, at).copy()
    for place in np.flatnonzero(np.isnan(found)):
        here = {symbol: values[place] for symbol, values in at.items()}
        with suppress(DomainError):
            found[place] = slope(step, here)
    return found


def _by_sympy(step: Step, at: Points) -> NDArray[Any]:
    try:
        found = sympy.diff(step.before.doit(), step.variable)
    except Exception:  # what SymPy cannot do raises all kinds of errors
        found = sympy.nan
    return _values(found, at)


def _by_autodiff(step: Step, at: Points) -> NDArray[Any]:
    import jax

    by = Arithmetic(jax.numpy, jax.scipy.special)

    letters = list(at)

    # One program; else JAX compiles one for each operation. Not fused: a product and a sum that are
    # rounded together differ from processor to processor.
    @partial(jax.jit, compiler_options={"xla_disable_hlo_passes": "fusion"})
    def slopes(*values: Any) -> Any:
        def f(x: Any) -> Any:
            given = {**dict(zip(letters, values, strict=True)), step.variable: x}
            found = jax.numpy.asarray(evaluate(step.before, given, by), float)
            return jax.numpy.broadcast_to(found, x.shape)

        x = values[letters.index(step.variable)]
        return jax.jvp(f, [x], [jax.numpy.ones_like(x)])[1]

    with jax.enable_x64(True):
        return np.asarray(slopes(*at.values()))


def _by_differences(step: Step, at: Points) -> NDArray[Any]:
    """Central differences; NaN where rounding is too much, or half of the step tells otherwise."""
    x = at[step.variable]
    epsilon = np.finfo(float).eps
    h = np.cbrt(epsilon) * np.maximum(1, np.abs(x))

    def quotient(h: NDArray[Any]) -> NDArray[Any]:
        after = _values(step.before, {**at, step.variable: x + h})
        before = _values(step.before, {**at, step.variable: x - h})
        return (after - before) / (2 * h)

    with np.errstate(all="ignore"):
        here = _values(step.before, at)
        wide, narrow = quotient(h), quotient(h / 2)
        unsure = np.abs(wide - narrow) + 4 * epsilon * np.abs(here) / h
        sure = unsure < AGREES_BY_DIFFERENCES / 2 * np.maximum(1, np.abs(narrow))
    return np.where(sure, narrow, np.nan)


def _to_many_digits(f: Expr, at: Points) -> NDArray[Any]:
    """The values with the digits that floats lose on the way; NaN where there are none."""
    count = len(next(iter(at.values())))
    points = ({symbol: values[place] for symbol, values in at.items()} for place in range(count))
    return np.array([float_value(f, point, DIGITS) for point in points], float)


# Name -> the values by it, and how near to ours they are if both are right.
WITNESSES: Mapping[str, tuple[Callable[..., NDArray[Any]], float]] = {
    "sympy": (_by_sympy, AGREES),
    "autodiff": (_by_autodiff, AGREES),
    "differences": (_by_differences, AGREES_BY_DIFFERENCES),
}


def sample_points(
    f: Expr, letters: Sequence[Symbol], generator: np.random.Generator, near: Point | None = None
) -> Points:
    """Find at most POINTS points at which `f` is finite in float64; fewer where there are few.

    letters: at least one. near: where to look first.
    """
    found: Points = {each: np.empty(0) for each in letters}
    for at in _drawn(f, letters, generator, near or {}):
        good = np.flatnonzero(np.isfinite(_values(f, at)))
        found = {each: np.append(found[each], at[each][good])[:POINTS] for each in letters}
        if len(found[letters[0]]) == POINTS:
            break
    return found


def _drawn(
    f: Expr, letters: Sequence[Symbol], generator: np.random.Generator, near: Point
) -> Iterator[Points]:
    """Draw points, first where a value is most likely, then where it has to be searched for."""
    for scale in BESIDE if near else ():
        yield {
            each: generator.normal(near.get(each, 0.0), scale, POINTS // 2 // len(BESIDE))
            for each in letters
        }
    for scale in SCALES:
        yield {each: generator.normal(0, scale, TRIES) for each in letters}
    for edge in _edges(f):
        for x in sorted(edge.free_symbols, key=str):
            yield _around(edge, x, letters, generator)


def _edges(f: Expr) -> list[Expr]:
    """Expressions that are 0 at the ends of the domain of some part of a function."""
    found: list[Expr] = []
    for part in sympy.preorder_traversal(f):
        first: Any = part.args[0] if part.args else None
        if isinstance(part, sympy.log | functions.log10 | functions.log2):
            found.append(first)
        elif isinstance(part, sympy.asin | sympy.acos):
            found += [sympy.Add(first, one, evaluate=False) for one in (-1, 1)]
        elif isinstance(part, sympy.Pow) and not part.exp.is_integer:
            found.append(first)
    return list(dict.fromkeys(found))[:MOST_EDGES]


def _around(
    edge: Expr, x: Any, letters: Sequence[Symbol], generator: np.random.Generator
) -> Points:
    """Points to both sides of where `edge` is 0, as `x` moves and the other letters stay."""
    others = {each: generator.normal(0, 2) for each in letters}
    at = lambda x_values: {
        **{each: np.full(len(x_values), number) for each, number in others.items()},
        x: x_values,
    }
    heights = _values(edge, at(EDGES))
    crossed = np.flatnonzero(heights[:-1] * heights[1:] <= 0)
    low, high, sign = EDGES[crossed], EDGES[crossed + 1], np.sign(heights[crossed])
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = np.sign(_values(edge, at(middle))) == sign
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    distances = 10 ** generator.uniform(-4, 1, TRIES) * generator.choice([-1, 1], TRIES)
    return at((low[:, None] + distances[: max(1, TRIES // max(1, len(low)))]).ravel())


def _values(f: Expr, at: Points) -> NDArray[Any]:
    count = len(next(iter(at.values())))
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(evaluate(f, at), float), count)
