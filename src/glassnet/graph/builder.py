"""A captured function as a `Graph`: calls inlined, loops unrolled, unused operations left out."""

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
    custom_derivative_name,
    inlinable,
    is_literal,
    literal,
    scopes,
    shape_of,
)
from glassnet.graph.graph import Array, Graph, Node, Step
from glassnet.graph.operations import FIELD_NAMES, IDENTITIES
from glassnet.text import message

LOSS_SCOPE = "compile_loss"  # Keras' name
LOSS = "loss"  # the layer that computes it
RESULT = "a layer's result"  # a `checkpoint_name` that marks what the layer around it returns
MOST_UNROLLED = 4_000  # operations of one loop; XLA compiles about 2,000 in a second


class Loop(NamedTuple):
    """A loop that stays one operation of the graph."""

    node: Node  # its first result
    steps: int
    operations: int  # of all steps together

    @property
    def most_steps(self) -> int:
        """The largest number of steps with which it would be unrolled."""
        return MOST_UNROLLED * self.steps // self.operations


def rolled_loops(graph: Graph) -> list[Loop]:
    """The loops of more than MOST_UNROLLED operations."""
    return [
        Loop(step.results[0], step.params["length"], _unrolled_size(step.params))
        for step in graph.steps
        if step.operation == "scan"
    ]


def build_graph(
    captured: Captured, names: Sequence[str], most_unrolled: int = MOST_UNROLLED
) -> Graph:
    """Build the graph of a captured function.

    Args:
        captured: a function that gives one floating-point number.
        names: names of its inputs, one for each leaf of its arguments.
        most_unrolled: operations of a loop that is shown step by step.

    Raises:
        SettingError: a function that gives something else.
    """
    jaxpr: Any = captured.jaxpr.jaxpr
    results = [variable.aval for variable in jaxpr.outvars]
    # NumPy does not know bfloat16.
    is_float = [jax.numpy.issubdtype(each.dtype, np.floating) for each in results]
    if is_float != [True] or results[0].shape:
        found = ", ".join(f"{each.dtype}{list(each.shape)}" for each in results) or "()"
        raise SettingError(message("graph-not-one-number", found=found))
    builder = _Builder(most_unrolled)
    inputs = [
        builder.add_node(name, "", "input", variable)
        for name, variable in zip(names, jaxpr.invars, strict=True)
    ]
    constants = [builder.add_constant(value) for value in captured.jaxpr.consts]
    [output] = builder.run(jaxpr, [*constants, *inputs], layer="")
    return builder.graph(inputs, output)


class _Builder:
    """Nodes and steps, added in the order of computing."""

    def __init__(self, most_unrolled: int) -> None:
        self._most_unrolled = most_unrolled
        self._nodes: list[Node] = []
        self._steps: list[Step] = []
        self._constants: dict[Node, Array] = {}
        self._stacked: dict[Node, tuple[Node, ...]] = {}  # a loop's result -> its value per step
        self._step_result: dict[Node, Node] = {}  # a slice [1, …] of such a result -> that value
        self._results: dict[Node, None] = {}

    def add_node(
        self, name: str, layer: str, operation: str, shape: Any, operands: tuple[Node, ...] = ()
    ) -> Node:
        aval = getattr(shape, "aval", shape)
        node = Node(name, layer, operation, operands, aval.shape, aval.dtype)
        self._nodes.append(node)
        return node

    def add_constant(self, value: Array) -> Node:
        if not jax.numpy.issubdtype(value.dtype, jax.dtypes.extended):
            value = np.asarray(value)
        node = Node(_constant_name(value), "", "constant", (), value.shape, value.dtype)
        self._nodes.append(node)
        self._constants[node] = value
        return node

    def run(self, jaxpr: Any, operands: Sequence[Node], layer: str) -> list[Node]:
        """Add a jaxpr's operations. operands: its constants, then its inputs."""
        known: dict[Any, Node] = dict(zip((*jaxpr.constvars, *jaxpr.invars), operands, strict=True))

        def read(atom: Any) -> Node:
            return self.add_constant(literal(atom)) if is_literal(atom) else known[atom]

        for equation in jaxpr.eqns:
            operands = [read(atom) for atom in equation.invars]
            results = self._add_equation(equation, operands, _path(layer, _layer(equation)))
            known.update(zip(equation.outvars, results, strict=True))
        return [read(atom) for atom in jaxpr.outvars]

    def graph(self, inputs: Sequence[Node], output: Node) -> Graph:
        """The graph of all that the output needs; all inputs stay."""
        needed = {output, *inputs}
        steps: list[Step] = []
        for step in reversed(self._steps):
            if not needed.isdisjoint(step.results):
                needed.update(step.operands, step.results)
                steps.append(step)
        return Graph(
            nodes=tuple(node for node in self._nodes if node in needed),
            inputs=tuple(inputs),
            constants={node: value for node, value in self._constants.items() if node in needed},
            steps=tuple(reversed(steps)),
            output=output,
            results=tuple(node for node in self._results if node in needed),
        )

    def _add_equation(self, equation: Equation, operands: list[Node], layer: str) -> Sequence[Node]:
        primitive = equation.primitive.name
        if primitive == "name":  # jax.ad_checkpoint.checkpoint_name
            if equation.params["name"] == RESULT:
                return self._add_result(operands[0], layer)
            if operands[0].operands:
                operands[0].name = equation.params["name"]
            return operands
        if all(node in self._constants for node in operands) and not equation.effects:
            with jax.ensure_compile_time_eval():
                values = apply(equation, *(self._constants[node] for node in operands))
            return list(map(self.add_constant, values))
        if primitive == "scan" and _unrolled_size(equation.params) <= self._most_unrolled:
            return self._unroll(equation, operands, layer)
        same = self._identity(equation, operands)
        if same is not None:
            return [same]
        inner = inlinable(equation)
        if inner is not None:
            constants = [self.add_constant(value) for value in inner.consts]
            return self.run(inner.jaxpr, [*constants, *operands], layer)
        operation = custom_derivative_name(equation) or FIELD_NAMES.get(primitive, primitive)
        run = partial(apply, equation)
        return self._add_step(
            operation, run, equation.params, tuple(operands), equation.outvars, layer
        )

    def _add_result(self, node: Node, layer: str) -> list[Node]:
        """Mark what a layer returns; what it was given gets a node of the layer's own."""
        if node in self._constants:
            return [node]
        if not f"{node.layer}/".startswith((f"{layer}/", f"{layer}[")):
            [node] = self._add_step("identity", lambda value: [value], {}, (node,), [node], layer)
        self._results[node] = None
        return [node]

    def _identity(self, equation: Equation, operands: list[Node]) -> Node | None:
        """The operand that the result equals whatever the inputs are; None if there is none."""
        if equation.primitive.name == "squeeze" and equation.params["dimensions"] == (0,):
            return self._step_result.get(operands[0])  # a layer returns its last step like this
        find = IDENTITIES.get(equation.primitive.name)
        known = [self._constants.get(node) for node in operands]
        number = find(equation.params, known) if find else None
        if number is None:
            return None
        same, result = operands[number], shape_of(equation.outvars[0])
        return same if (same.shape, same.dtype) == (result.shape, result.dtype) else None

    def _add_step(
        self,
        operation: str,
        run: Callable[..., Sequence[Array]],
        params: Mapping[str, Any],
        operands: tuple[Node, ...],
        shapes: Sequence[Any],
        layer: str,
    ) -> Sequence[Node]:
        name = _path(layer, operation)
        results = tuple(self.add_node(name, layer, operation, each, operands) for each in shapes)
        self._steps.append(Step(operation, run, params, operands, results))
        parts = self._stacked.get(operands[0]) if operands and operation == "slice" else None
        if parts and results[0].shape == (1, *operands[0].shape[1:]):
            self._step_result[results[0]] = parts[params["start_indices"][0]]
        return results

    def _unroll(self, equation: Equation, operands: list[Node], layer: str) -> list[Node]:
        """A scan's steps one after the other, as layers lstm[0], lstm[1], …"""
        params = equation.params
        carried = params["num_carry"]
        first, last = params["num_consts"], params["num_consts"] + carried
        consts, carry, sequences = operands[:first], operands[first:last], operands[last:]
        outputs: dict[int, list[Node]] = {}
        order = range(params["length"])
        for step in reversed(order) if params["reverse"] else order:
            here = f"{layer}[{step}]"
            slices = [self._slice(sequence, step, here) for sequence in sequences]
            inner = [self.add_constant(value) for value in params["jaxpr"].consts]
            results = self.run(params["jaxpr"].jaxpr, [*inner, *consts, *carry, *slices], here)
            carry, outputs[step] = results[:carried], results[carried:]
        by_result = zip(*(outputs[step] for step in order), strict=True)
        pairs = zip(by_result, equation.outvars[carried:], strict=True)
        return [*carry, *(self._stack(parts, variable, layer) for parts, variable in pairs)]

    def _slice(self, sequence: Node, step: int, layer: str) -> Node:
        if sequence in self._constants:
            return self.add_constant(self._constants[sequence][step])
        starts = [step, *[0] * (len(sequence.shape) - 1)]
        limits = [step + 1, *sequence.shape[1:]]
        params = {"start_indices": starts, "limit_indices": limits, "strides": None}
        shape = jax.ShapeDtypeStruct(sequence.shape[1:], sequence.dtype)
        run = lambda whole: [whole[step]]
        return self._add_step("slice", run, params, (sequence,), [shape], layer)[0]

    def _stack(self, parts: tuple[Node, ...], variable: Any, layer: str) -> Node:
        run = lambda *values: [jax.numpy.stack(values)]
        [whole] = self._add_step("stack", run, {}, parts, [variable], layer)
        self._stacked[whole] = parts
        return whole


def _constant_name(value: Array) -> str:
    """`0.5` if all its numbers are; `(0…2)` of places along the last axis; else `constant`."""
    if not isinstance(value, np.ndarray) or not value.size:
        return "constant"
    first, last = value.flat[0], value.shape[-1] if value.ndim else 1
    if last > 1 and value.dtype != bool and np.all(value == np.arange(last)):
        return f"(0…{last - 1})"
    if np.any(value != first):
        return "constant"
    return str(bool(first)) if value.dtype == bool else f"{first:.6g}"


def _layer(equation: Equation) -> str:
    """The layers around an equation, from the scopes that Keras names."""
    parts = [part for part in scopes(equation) if "->" not in part]  # jnp.einsum names its formula
    return LOSS if LOSS_SCOPE in parts else _path(*parts)


def _path(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _unrolled_size(params: Mapping[str, Any]) -> int:
    return params["length"] * len(params["jaxpr"].eqns)
