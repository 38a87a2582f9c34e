"""A captured computation with everything that is compiled for it, once for all values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp

from glassnet.graph.builder import build_graph
from glassnet.graph.capture import (
    Captured,
    capture,
    has_user_derivative,
    operations,
)
from glassnet.graph.display_graph import DisplayGraph
from glassnet.graph.evaluation import Values, values_and_gradients
from glassnet.graph.float64 import NARROW, in_float64
from glassnet.graph.graph import Array, Graph
from glassnet.graph.scalars.scalar_graph import ScalarGraph, ScalarGraphBuilder
from glassnet.tracing.reasons import named_if_not_differentiable


class Program:
    """One computation of a loss, for inputs of one shape, in the precision it was captured in.

    names: of its inputs. rename: gives nodes better names than their operations'.
    """

    def __init__(
        self,
        captured: Captured,
        names: Sequence[str],
        rename: Callable[[Graph], None] = lambda graph: None,
    ) -> None:
        self._captured = captured
        self._double = bool(jax.config.read("jax_enable_x64"))
        self.graph: Graph = build_graph(captured, names)
        rename(self.graph)
        self.display = DisplayGraph(self.graph)
        self.graph.number_names(first=self.display.nodes)
        self._differentiable = self.graph.differentiable
        self._walk = values_and_gradients(self.graph)

    @cached_property
    def has_own_rule(self) -> bool:
        """Whether a gradient is stopped on its way, or has a rule that is not JAX's own."""
        names = {equation.primitive.name for equation in operations(self._captured)}
        return self._has_user_derivative or "stop_gradient" in names

    @cached_property
    def _has_user_derivative(self) -> bool:
        return any(map(has_user_derivative, operations(self._captured)))

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
    def expansion(self) -> ScalarGraphBuilder:
        """What the scalar graphs have in common. Raises SettingError where they are too large."""
        return ScalarGraphBuilder(self.graph)

    @cached_property
    def exact(self) -> Callable[..., Any]:
        """The loss in float64, of all inputs one by one; under `jax.enable_x64(True)`."""
        run = in_float64(self._captured)
        structure = self._captured.arguments
        return lambda *inputs: run(*jax.tree.unflatten(structure, inputs))

    @cached_property
    def in_float64(self) -> Program | None:
        """The same computation in float64 throughout; None where it is in float64 anyway, or a rule
        for a derivative would be lost."""
        narrow = any(node.dtype in NARROW for node in self.graph.nodes)
        if not narrow or self._has_user_derivative:
            return None
        shapes = [
            jax.ShapeDtypeStruct(node.shape, jnp.float64 if node.is_float else node.dtype)
            for node in self.graph.inputs
        ]
        with jax.enable_x64(True):
            return Program(capture(self.exact, *shapes), [node.name for node in self.graph.inputs])
