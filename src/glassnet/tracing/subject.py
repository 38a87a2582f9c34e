"""The subject of a trace: a loss as a compiled graph, and the inputs it is computed for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp

from glassnet.errors import SettingError
from glassnet.graph import run_once
from glassnet.graph.builder import MOST_UNROLLED, build_graph
from glassnet.graph.capture import Captured, capture, has_user_derivative, operations
from glassnet.graph.display_graph import DisplayGraph
from glassnet.graph.flops import flops
from glassnet.graph.graph import Array, Graph, Values, values_and_gradients
from glassnet.graph.replay import NARROW, in_float64
from glassnet.graph.scalar_graph import ScalarGraph, ScalarGraphBuilder
from glassnet.text import message
from glassnet.tracing.finite_differences import difference_program

NO_RULE = (ValueError, TypeError, NotImplementedError)  # what JAX raises of loops and callbacks


@dataclass(frozen=True, eq=False)
class Subject:
    """A loss at one point."""

    compiled: CompiledGraph
    inputs: Sequence[Array]  # one for each of the graph's inputs
    parameters: Sequence[str]  # names of those that training changes; of a formula all letters
    rows: Sequence[str] = ()  # names of those that are data, [rows, …]
    source: Any = None  # the model, the function or the formula's text
    batch: Any = None  # a model's data as Keras passes them on
    identity: tuple[Any, ...] = ()  # what a model is compiled with


class CompiledGraph:
    """One computation of a loss, for inputs of one shape, in the precision it was captured in, with
    everything that is compiled for it, once for all values of its inputs."""

    def __init__(
        self,
        captured: Captured,
        names: Sequence[str],
        rename: Callable[[Graph], None] = lambda graph: None,
        most_unrolled: int = MOST_UNROLLED,
    ) -> None:
        """names: names of the inputs. rename: gives nodes better names than their operations'.
        most_unrolled: as for `build_graph`."""
        self._captured = captured
        self._x64 = bool(jax.config.read("jax_enable_x64"))
        self.graph: Graph = build_graph(captured, names, most_unrolled)
        rename(self.graph)
        self.display = DisplayGraph(self.graph)
        self.graph.number_names(first=self.display.nodes)
        self._values_and_gradients = values_and_gradients(self.graph)
        self._difference_programs: dict[tuple[int, ...], Callable[..., Any]] = {}

    def run(self, inputs: Sequence[Array]) -> tuple[Values, Values]:
        """The value of every node, and the gradient of every node that has one.

        Raises:
            SettingError: JAX has no gradient of something; its reason is given.
        """
        try:
            with jax.enable_x64(self._x64):
                values, gradients = self._values_and_gradients(list(inputs))
        except NO_RULE as error:
            raise no_gradient(error) from error
        return (
            dict(zip(self.graph.nodes, values, strict=True)),
            dict(zip(self.graph.differentiable, gradients, strict=True)),
        )

    def scalars(self, values: Values) -> ScalarGraph:
        """The graph of single numbers at these values; SettingError if it is too large."""
        with jax.enable_x64(self._x64):
            return self.scalar_graph_builder(values)

    @cached_property
    def scalar_graph_builder(self) -> ScalarGraphBuilder:
        """The builder that all scalar graphs share; SettingError if they are too large."""
        return ScalarGraphBuilder(self.graph)

    @cached_property
    def float64_loss(self) -> Callable[..., Any]:
        """The loss in float64 as a function of all inputs; under `jax.enable_x64(True)`."""
        run = in_float64(self._captured)
        structure = self._captured.arguments
        return lambda *inputs: run(*jax.tree.unflatten(structure, inputs))

    def difference_program(self, moved: tuple[int, ...]) -> Callable[..., Any]:
        """`finite_differences.difference_program` of the loss in float64, compiled once."""
        if moved not in self._difference_programs:
            runs = sum(self.graph.inputs[number].size for number in moved)
            is_soon_done = runs * flops(self._captured) < run_once.MANY  # loops' rounds counted
            self._difference_programs[moved] = difference_program(
                self.float64_loss, moved, run_once.SMALL if is_soon_done else {}
            )
        return self._difference_programs[moved]

    @cached_property
    def in_float64(self) -> CompiledGraph | None:
        """The same computation in float64; None if it is in float64, or a custom derivative would
        be lost."""
        if self._has_user_derivative or not any(node.dtype in NARROW for node in self.graph.nodes):
            return None
        shapes = [
            jax.ShapeDtypeStruct(node.shape, jnp.float64 if node.is_float else node.dtype)
            for node in self.graph.inputs
        ]
        names = [node.name for node in self.graph.inputs]
        with jax.enable_x64(True):
            return CompiledGraph(capture(self.float64_loss, *shapes), names)

    @cached_property
    def has_special_gradient(self) -> bool:
        """Whether a gradient is stopped somewhere, or follows a custom derivative not JAX's own."""
        names = {equation.primitive.name for equation in operations(self._captured)}
        return self._has_user_derivative or "stop_gradient" in names

    @cached_property
    def _has_user_derivative(self) -> bool:
        return any(map(has_user_derivative, operations(self._captured)))


def check_gradient(function: Callable[..., Array], arguments: Sequence[Any]) -> None:
    """Raise SettingError if JAX itself has no gradient of it by its first argument."""
    try:
        jax.eval_shape(jax.grad(function), *arguments)
    except NO_RULE as error:
        raise no_gradient(error) from error


def no_gradient(error: Exception) -> SettingError:
    """The error that says why JAX has no gradient."""
    return SettingError(message("trace-no-gradient-rule", reason=first_line(error)))


def leaf_names(name: str, tree: Any) -> list[str]:
    """The names of a structure's leaves: `x`, or `x/age`, `x/0`."""
    paths = [path for path, _ in jax.tree_util.tree_leaves_with_path(tree)]
    inside = [jax.tree_util.keystr(path, simple=True, separator="/") for path in paths]
    return [f"{name}/{each}" if each else name for each in inside]


def first_line(error: Exception) -> str:
    """The first line of an error, or its class if it has no text."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
