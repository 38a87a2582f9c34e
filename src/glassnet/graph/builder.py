"""A captured function as a `Graph`: calls inlined, loops unrolled, what nothing needs left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np

from glassnet.errors import SettingError
from glassnet.graph.capture import (
    Captured,
    Equation,
    apply,
    called,
    is_literal,
    own_derivative,
    scopes,
    shape_of,
)
from glassnet.graph.graph import Array, Graph, Node, Step
from glassnet.graph.operations import TITLES, UNCHANGED

LOSS_SCOPE = "compile_loss"  # Keras' name
MOST_UNROLLED = 4_000  # operations of one loop; XLA compiles about 2,000 in a second


class Loop(NamedTuple):
    """A loop that stayed one operation. node: its first result. operations: of all steps."""

    node: Node
    steps: int
    operations: int

    @property
    def most_steps(self) -> int:
        """Of how many steps it would have been unrolled."""
        return MOST_UNROLLED * self.steps // self.operations


def loops(graph: Graph) -> list[Loop]:
    """The loops of more operations than MOST_UNROLLED."""
    return [
        Loop(step.results[0], step.params["length"], _unrolled_size(step.params))
        for step in graph.steps
        if step.operation == "scan"
    ]


def flatten(captured: Captured, names: Sequence[str]) -> Graph:
    """The captured function as a graph.

    names: what its inputs are called, one for each leaf of its arguments. Raises SettingError
    unless it gives one floating-point number.
    """
    jaxpr: Any = captured.jaxpr.jaxpr
    shapes = [variable.aval for variable in jaxpr.outvars]
    if len(shapes) != 1 or shapes[0].shape or not _is_float(shapes[0]):
        found = ", ".join(f"{shape.dtype}{list(shape.shape)}" for shape in shapes) or "nothing"
        raise SettingError(
            f"trace: the function gives {found}, and what is traced is one floating-point number: "
            "take a sum or a mean of it."
        )
    writer = _Writer()
    inputs = [
        writer.node(name, "", "input", variable)
        for name, variable in zip(names, jaxpr.invars, strict=True)
    ]
    constants = [writer.constant(value) for value in captured.jaxpr.consts]
    [output] = writer.run(jaxpr, [*constants, *inputs], scope="")
    return _pruned(writer, inputs, output)


def _is_float(aval: Any) -> bool:
    return jax.numpy.issubdtype(aval.dtype, np.floating)  # NumPy does not know bfloat16


class _Writer:
    """Nodes and steps as they are written."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.steps: list[Step] = []
        self.constants: dict[Node, Array] = {}
        self._stacked_from: dict[Node, tuple[Node, ...]] = {}  # of a loop's results each step's
        self._step_of: dict[Node, Node] = {}  # a slice that is one step's, not yet squeezed

    def node(
        self, name: str, layer: str, operation: str, shape: Any, operands: tuple[Node, ...] = ()
    ) -> Node:
        aval = getattr(shape, "aval", shape)
        made = Node(name, layer, operation, operands, aval.shape, aval.dtype)
        self.nodes.append(made)
        return made

    def constant(self, value: Array) -> Node:
        """Called by its value, if it is one number however often."""
        if not jax.numpy.issubdtype(value.dtype, jax.dtypes.extended):
            value = np.asarray(value)
        made = Node(_written(value), "", "constant", (), value.shape, value.dtype)
        self.nodes.append(made)
        self.constants[made] = value
        return made

    def run(self, jaxpr: Any, operands: Sequence[Node], scope: str) -> list[Node]:
        """The nodes of a jaxpr's results. operands: of its constants, then of its inputs."""
        found: dict[Any, Node] = dict(zip((*jaxpr.constvars, *jaxpr.invars), operands, strict=True))

        def read(atom: Any) -> Node:
            return self.constant(atom.val) if is_literal(atom) else found[atom]

        for equation in jaxpr.eqns:
            given = [read(atom) for atom in equation.invars]
            if equation.primitive.name == "name":
                found[equation.outvars[0]] = self._called(given[0], equation.params["name"])
                continue
            layer = _joined(scope, _layer(equation))
            results = self._equation(equation, given, layer)
            found.update(zip(equation.outvars, results, strict=True))
        return [read(atom) for atom in jaxpr.outvars]

    def _called(self, node: Node, name: str) -> Node:
        """A result by the name that `jax.ad_checkpoint.checkpoint_name` gives it."""
        if node.operands:
            node.name = name
        return node

    def _equation(self, equation: Equation, given: list[Node], layer: str) -> Sequence[Node]:
        primitive = equation.primitive.name
        if all(node in self.constants for node in given) and not equation.effects:
            return [self.constant(v) for v in self._computed(equation, given)]
        if primitive == "scan" and _unrolled_size(equation.params) <= MOST_UNROLLED:
            return self._unrolled(equation, given, layer)
        same = self._unchanged(equation, given)
        if same is not None:
            return [same]
        inner = called(equation)
        if inner is not None:
            consts = [self.constant(value) for value in inner.consts]
            return self.run(inner.jaxpr, [*consts, *given], layer)
        operation = own_derivative(equation) or TITLES.get(primitive, primitive)
        return self._step(operation, partial(apply, equation), equation, given, layer)

    def _unchanged(self, equation: Equation, given: list[Node]) -> Node | None:
        """The operand that the result is in any case; None if it may be something else."""
        if equation.primitive.name == "squeeze" and equation.params["dimensions"] == (0,):
            return self._step_of.get(given[0])  # the last step of a loop, as a layer gives it
        find = UNCHANGED.get(equation.primitive.name)
        known = [self.constants.get(node) for node in given]
        number = find(equation.params, known) if find else None
        if number is None:
            return None
        same, result = given[number], shape_of(equation.outvars[0])
        return same if (same.shape, same.dtype) == (result.shape, result.dtype) else None

    def _computed(self, equation: Equation, given: list[Node]) -> Sequence[Array]:
        with jax.ensure_compile_time_eval():
            return apply(equation, *(self.constants[node] for node in given))

    def _step(
        self,
        operation: str,
        run: Callable[..., Sequence[Array]],
        equation: Equation,
        given: Sequence[Node],
        layer: str,
    ) -> Sequence[Node]:
        operands = tuple(given)
        results = tuple(
            self.node(_joined(layer, operation), layer, operation, each, operands)
            for each in equation.outvars
        )
        self.steps.append(Step(operation, run, equation.params, operands, results))
        parts = self._stacked_from.get(given[0]) if given and operation == "slice" else None
        if parts and results[0].shape == (1, *given[0].shape[1:]):
            self._step_of[results[0]] = parts[equation.params["start_indices"][0]]
        return results

    def _unrolled(self, equation: Equation, given: list[Node], layer: str) -> list[Node]:
        """A scan's steps one after the other, the layer counted: lstm[0], lstm[1], …"""
        params = equation.params
        consts = given[: params["num_consts"]]
        carry = given[params["num_consts"] : params["num_consts"] + params["num_carry"]]
        sequences = given[params["num_consts"] + params["num_carry"] :]
        order = range(params["length"])
        made: list[list[Node]] = []
        for step in reversed(order) if params["reverse"] else order:
            here = f"{layer}[{step}]"
            slices = [self._part(sequence, step, here) for sequence in sequences]
            inner = params["jaxpr"]
            closed = [self.constant(value) for value in inner.consts]
            results = self.run(inner.jaxpr, [*closed, *consts, *carry, *slices], here)
            carry = results[: params["num_carry"]]
            made.append(results[params["num_carry"] :])
        made = made[::-1] if params["reverse"] else made
        stacked = [
            self._stacked(parts, variable, layer)
            for parts, variable in zip(
                zip(*made, strict=True), equation.outvars[params["num_carry"] :], strict=True
            )
        ]
        return [*carry, *stacked]

    def _part(self, sequence: Node, step: int, layer: str) -> Node:
        if sequence in self.constants:
            return self.constant(self.constants[sequence][step])
        aval = jax.ShapeDtypeStruct(sequence.shape[1:], sequence.dtype)
        part = self.node(f"{layer}/slice", layer, "slice", aval, (sequence,))
        starts, limits = [0] * len(sequence.shape), list(sequence.shape)
        starts[0], limits[0] = step, step + 1
        params = {"start_indices": starts, "limit_indices": limits, "strides": None}
        self.steps.append(Step("slice", lambda whole: [whole[step]], params, (sequence,), (part,)))
        return part

    def _stacked(self, parts: tuple[Node, ...], variable: Any, layer: str) -> Node:
        whole = self.node(_joined(layer, "stack"), layer, "stack", variable, parts)
        stack = lambda *values: [jax.numpy.stack(values)]
        self.steps.append(Step("stack", stack, {}, parts, (whole,)))
        self._stacked_from[whole] = parts
        return whole


def _written(value: Array) -> str:
    """`0.5`, `(0…2)` of places along the last axis; else `constant`."""
    if isinstance(value, np.ndarray) and value.ndim and value.shape[-1] > 1 and value.size:
        last = value.shape[-1]
        if value.dtype != bool and np.array_equal(value, np.zeros_like(value) + np.arange(last)):
            return f"(0…{last - 1})"
    if not isinstance(value, np.ndarray) or not value.size or np.any(value != value.flat[0]):
        return "constant"
    first = value.flat[0]
    return str(bool(first)) if value.dtype == bool else f"{first:.6g}"


def _layer(equation: Equation) -> str:
    """The layers that an equation is computed in, from the names that Keras gives the scopes."""
    parts = [part for part in scopes(equation) if "->" not in part]  # what jnp.einsum is asked
    return "loss" if LOSS_SCOPE in parts else _joined(*parts)


def _joined(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _unrolled_size(params: Mapping[str, Any]) -> int:
    return params["length"] * len(params["jaxpr"].eqns)


def _pruned(writer: _Writer, inputs: Sequence[Node], output: Node) -> Graph:
    """Without what the output does not need; inputs stay, whether it needs them or not."""
    needed = {output, *inputs}
    steps: list[Step] = []
    for step in reversed(writer.steps):
        if not needed.isdisjoint(step.results):
            needed.update(step.operands, step.results)
            steps.append(step)
    return Graph(
        nodes=tuple(node for node in writer.nodes if node in needed),
        inputs=tuple(inputs),
        constants={node: value for node, value in writer.constants.items() if node in needed},
        steps=tuple(reversed(steps)),
        output=output,
    )
