"""`gn.descend`: the steps of gradient descent on a formula, and why they ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sympy import Symbol

from glassnet.calculus import Derivation, DomainError, Formula, Gradient, derive, read_point
from glassnet.calculus.formula import Point, Variables, point_text
from glassnet.calculus.one_sided import height, slope
from glassnet.descent.curvature import STABLE, Hessian, Kind, kind_of
from glassnet.descent.updates import move_of
from glassnet.errors import SettingError
from glassnet.networks.options import check_learning_rate
from glassnet.text import message

MOST_VARIABLES = 2  # of more there is no picture
MOST_STEPS = 10_000

End = Literal["finished", "stationary", "left"]
"""All steps were taken; a gradient of 0 was reached; a step led to where f cannot be computed, has
no derivative, or is too large for a float64."""


class DescentStep(NamedTuple):
    """A point of a descent.

    Attributes:
        number: 0 at the start.
        point: a value for each variable.
        value: the function's value there.
        gradient: its derivative by each variable.
        update: what the step from here adds to each variable; None after the last one.
    """

    number: int
    point: tuple[float, ...]
    value: float
    gradient: tuple[float, ...]
    update: tuple[float, ...] | None


@dataclass(frozen=True)
class Descent:
    """The steps of an optimizer from a start downhill.

    Attributes:
        formula: the function, as it was read.
        optimizer: "sgd" (plain gradient descent), "momentum" (β = 0.9), "nesterov", or Keras' name.
        rate: the learning rate.
        most_steps: how many steps were asked for.
        steps: the start and every point reached, in order.
        end: why there are no more.
        why: for an end "left", the sentence that says what is wrong with the next point.
    """

    formula: Formula
    optimizer: str
    rate: float
    most_steps: int
    steps: tuple[DescentStep, ...]
    end: End
    why: str
    gradient: tuple[Derivation, ...] = field(repr=False)
    _start: Point = field(repr=False)

    plot: ClassVar[Callable[..., Any]]
    _repr_html_: ClassVar[Callable[..., str]]

    @property
    def variables(self) -> Variables:
        """The formula's arguments: all its letters, or those in the parentheses of f(x) = a*x^2."""
        return self.formula.arguments

    @property
    def diverges(self) -> bool:
        """Whether it went uphill: the last value is above the first one."""
        return self.steps[-1].value > self.steps[0].value

    @cached_property
    def stationary(self) -> Kind | None:
        """What kind of stationary point it ends at; None if its gradient is not 0 there."""
        if self.end != "stationary":
            return None
        found = self.curvatures_at(self.steps[-1])
        return "undecided" if found is None else kind_of(found)

    @property
    def lowest(self) -> DescentStep:
        """The step at which the function is smallest; the first of equal ones."""
        return min(self.steps, key=lambda step: step.value)

    @cached_property
    def curvature(self) -> float | None:
        """L: the largest second derivative, in any direction, at the lowest point of the path; None
        if it is not above 0, or does not exist."""
        found = self.curvatures_at(self.lowest)
        return None if found is None or found.max() <= 0 else float(found.max())

    @property
    def rate_limit(self) -> float | None:
        """The learning rate above which the optimizer leaves a minimum of curvature L: 2/L for
        "sgd"; None without an L, and for an optimizer that scales its steps."""
        stable = STABLE.get(self.optimizer)
        return None if stable is None or self.curvature is None else stable / self.curvature

    def hessian_at(self, step: DescentStep) -> NDArray[np.float64] | None:
        """[variables, variables] second derivatives at a point of the path; None where one does not
        exist."""
        at = self.point_with(step.point) if step.number else self._start
        return self._hessian.matrix(at)

    def curvatures_at(self, step: DescentStep) -> NDArray[np.float64] | None:
        """The Hessian's eigenvalues, rising; None where there is no Hessian."""
        found = self.hessian_at(step)
        return None if found is None else np.linalg.eigvalsh(found).astype(np.float64)

    def again(self, rate: float) -> Descent:
        """The same from the same start with another learning rate."""
        settings = self.most_steps, self.optimizer
        return _descent(self.formula, self.gradient, self._start, rate, *settings)

    def point_with(self, values: Sequence[Any]) -> dict[Symbol, Any]:
        """A value for each letter: those given for the variables, the others as at the start."""
        return {**self._start, **dict(zip(self.variables, values, strict=True))}

    @cached_property
    def _hessian(self) -> Hessian:
        return Hessian.of(self.formula, self.variables)


def descend(
    formula: str | Formula,
    start: Mapping[str, float | str],
    *,
    rate: float = 0.1,
    steps: int = 20,
    optimizer: str = "sgd",
) -> Descent:
    """Go downhill on a function of one or two variables, by its exact gradient, in float64.

    Args:
        formula: such as "x^2" or "x^2 + 10*y^2".
        start: a value for each variable, such as {"x": 3} or {"x": "pi/2"}.
        rate: the learning rate, above 0.
        steps: how many steps, 1 to 10,000; fewer are taken where the gradient is 0, or where a step
            leaves the function's domain.
        optimizer: "sgd" for plain gradient descent, "momentum" and "nesterov" for β = 0.9, or any
            optimizer of Keras', such as "adam", with its own defaults.

    Raises:
        FormulaError: the text is no formula.
        PointError: a variable without a value, or what is no number.
        DomainError: the function has no value or no derivative at the start.
        SettingError: another number of variables, steps or a rate out of range, an unknown
            optimizer.
    """
    _check_settings(start, rate, steps, optimizer)
    found = derive(formula)
    gradient = tuple(found) if isinstance(found, Gradient) else (found,)
    read = gradient[0].formula
    if not 1 <= len(read.arguments) <= MOST_VARIABLES:
        names = ", ".join(map(str, read.arguments)) or "none"
        raise SettingError(message("descent-variables", names=names))
    return _descent(read, gradient, read_point(read.letters, start), rate, steps, optimizer)


def _check_settings(start: Any, rate: Any, steps: Any, optimizer: Any) -> None:
    if not isinstance(start, Mapping):
        raise SettingError(message("descent-start-form", found=repr(start)))
    if rate is None:
        raise SettingError(message("network-learning-rate", found="None"))
    check_learning_rate(rate)
    if not isinstance(steps, Integral):
        raise SettingError(message("descent-steps", found=repr(steps), most=MOST_STEPS))
    if not 1 <= int(steps) <= MOST_STEPS:
        raise SettingError(message("descent-steps", found=int(steps), most=MOST_STEPS))
    if not isinstance(optimizer, str):
        raise SettingError(message("descent-optimizer", found=type(optimizer).__name__))


def _descent(
    formula: Formula,
    gradient: Sequence[Derivation],
    start: Point,
    rate: float,
    most_steps: int,
    optimizer: str,
) -> Descent:
    rate = float(rate)
    name, move = move_of(optimizer, rate)
    taken: list[DescentStep] = []
    here = start
    end: End = "finished"
    why = ""
    while end == "finished" and len(taken) <= most_steps:
        point = tuple(float(here[x]) for x in formula.arguments)
        try:
            value, slopes = _value_and_gradient(gradient, here)
        except DomainError as error:
            if not taken:
                raise
            end, why = "left", str(error)
            break
        after = move(point, slopes)
        update = tuple(new - old for new, old in zip(after, point, strict=True))
        taken.append(DescentStep(len(taken), point, value, slopes, update))
        if not any(update) and not any(slopes):
            end = "stationary"
        elif len(taken) <= most_steps and not all(map(math.isfinite, after)):
            end, why = "left", message("descent-overflow")
        here = {**start, **dict(zip(formula.arguments, after, strict=True))}
    if end != "left":
        taken[-1] = taken[-1]._replace(update=None)
    return Descent(formula, name, rate, most_steps, tuple(taken), end, why, tuple(gradient), start)


def _value_and_gradient(
    gradient: Sequence[Derivation], at: Point
) -> tuple[float, tuple[float, ...]]:
    """Raises DomainError where either cannot be computed, or is too large."""
    slopes = tuple(slope(each.stages[-1], at) for each in gradient)
    value = height(gradient[0].stages[-1], at)
    if not math.isfinite(value):
        raise DomainError(message("too-large-inside", where=point_text(at)), math.inf, math.inf)
    return value, slopes
