"""Points at which a function has a value: log(x - 900) has none at most numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy import Expr, Symbol

from glassnet.calculus import functions
from glassnet.calculus.evaluate import evaluate
from glassnet.calculus.point import Point

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


def sample_points(
    f: Expr, letters: Sequence[Symbol], generator: np.random.Generator, near: Point | None = None
) -> Points:
    """Find at most POINTS points at which `f` is finite in float64; fewer where there are few.

    Args:
        f: The expression.
        letters: Its letters, at least one.
        generator: Of random numbers.
        near: Where to look first.
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
    """From where a value is most likely to where it has to be searched for."""
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
    """What is 0 at the ends of where some part of a function has a value."""
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
