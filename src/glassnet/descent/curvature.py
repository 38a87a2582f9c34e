"""Second derivatives along a descent: how large a learning rate may be, what a point is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.calculus import Derivation, DomainError, Formula, derive
from glassnet.calculus.formula import Point, Variables

MOMENTUM = 0.9  # β of "momentum" and "nesterov"
# Optimizer -> c, where rates above c/L diverge on a parabola of curvature L: with momentum β it is
# 2(1 + β), in Nesterov's form 2(1 + β)/(1 + 2β). Of those that scale each step none is known.
STABLE = {
    "sgd": 2.0,
    "momentum": 2 * (1 + MOMENTUM),
    "nesterov": 2 * (1 + MOMENTUM) / (1 + 2 * MOMENTUM),
}

Kind = Literal["minimum", "maximum", "saddle", "undecided"]
"""What a stationary point is; undecided where a curvature is 0."""


class Hessian(NamedTuple):
    """The second derivatives of a formula, of the upper triangle, row by row."""

    variables: Variables
    parts: Sequence[Derivation]

    @classmethod
    def of(cls, formula: Formula, variables: Variables) -> Hessian:
        pairs = [(a, b) for place, a in enumerate(variables) for b in variables[place:]]
        parts = [derive(formula, f"{a}^2" if a == b else f"{a}*{b}") for a, b in pairs]
        return cls(variables, [each for each in parts if isinstance(each, Derivation)])

    def matrix(self, at: Point) -> NDArray[np.float64] | None:
        """[variables, variables] at a point; None where a second derivative does not exist."""
        size = len(self.variables)
        matrix = np.zeros((size, size))
        try:
            places = zip(*np.triu_indices(size), strict=True)
            for part, (row, column) in zip(self.parts, places, strict=True):
                needed = {str(letter): at[letter] for letter in part.formula.letters}
                matrix[row, column] = matrix[column, row] = part.at(needed)
        except DomainError:
            return None
        return matrix


def kind_of(curvatures: NDArray[np.float64]) -> Kind:
    """What a stationary point with these curvatures is."""
    if (curvatures > 0).all():
        return "minimum"
    if (curvatures < 0).all():
        return "maximum"
    return "saddle" if curvatures.min() < 0 < curvatures.max() else "undecided"
