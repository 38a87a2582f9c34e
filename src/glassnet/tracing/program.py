"""A captured computation with everything that is compiled for it, once for all values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

import jax

from glassnet.graph.capture import Captured, operations, overrides_derivative
from glassnet.graph.double import in_double
from glassnet.graph.flatten import flatten
from glassnet.graph.folding import Reading
from glassnet.graph.graph import Array, Graph
from glassnet.graph.scalars import Expansion, ScalarGraph
from glassnet.graph.walks import Values, differentiable, values_and_gradients
from glassnet.tracing.reasons import named_if_not_differentiable


class Program:
    """One computation of a loss, for inputs of one shape.

    double: whether it computes in float64 anyway.
    """

    def __init__(self, captured: Captured, names: Sequence[str], *, double: bool = False) -> None:
        self._captured = captured
        self._double = double
        with self.precision():
            self.graph: Graph = flatten(captured, names)
        self.reading = Reading(self.graph)
        self._differentiable = differentiable(self.graph)
        self._walk = values_and_gradients(self.graph)

    @cached_property
    def has_own_rule(self) -> bool:
        """Whether a gradient is stopped on its way, or has a rule that is not JAX's own."""
        return any(map(overrides_derivative, operations(self._captured)))

    def precision(self) -> AbstractContextManager[None]:
        """The floats that JAX works with, while it works for this program."""
        return jax.enable_x64(self._double)

    def run(self, inputs: Sequence[Array]) -> tuple[Values, Values]:
        """The value of every node, and the gradient of every node that has one.

        Raises SettingError with JAX's reason where there is no gradient.
        """
        with self.precision(), named_if_not_differentiable():
            values, gradients = self._walk(list(inputs))
        return (
            dict(zip(self.graph.nodes, values, strict=True)),
            dict(zip(self._differentiable, gradients, strict=True)),
        )

    def scalars(self, values: Values) -> ScalarGraph:
        """The graph at the scale of single numbers. Raises SettingError where it is too large."""
        with self.precision():
            return self.expansion(values)

    @cached_property
    def expansion(self) -> Expansion:
        """What the scalar graphs have in common. Raises SettingError where they are too large."""
        return Expansion(self.graph)

    @cached_property
    def exact(self) -> Callable[..., Any]:
        """The loss in float64, of all inputs one by one; under `jax.enable_x64(True)`."""
        run = in_double(self._captured)
        structure = self._captured.arguments
        return lambda *inputs: run(*jax.tree.unflatten(structure, inputs))
