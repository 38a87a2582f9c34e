"""NaN and infinity: what made the first one, forward, backward or in the optimizer.

Which non-finite numbers a loss comes from, and which have no part in it: what a `where` leaves out
leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.checks.exploding_values import exploding_values
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import ELEMENTWISE, MOVES, PIECEWISE_CONSTANT, formula_of
from glassnet.text.numbers import brief, format_number

Array = NDArray[Any]
Mask = NDArray[np.bool_]
Index = tuple[int, ...]

LIKELIHOOD = 1.0  # nothing is learned from NaN
HUGE = 1e12  # numbers that grew on their way: in a diverging training, or from layer to layer
TRAIL = 4  # steps that are shown before the one that broke
# Linear in each operand: which numbers of the result an operand's number is in follows from the
# operation's own rule in reverse, whatever the other operands are.
LINEAR = MOVES.keys() | {"matmul", "convolution"}
NUMBER_BY_NUMBER = (ELEMENTWISE | PIECEWISE_CONSTANT) - LINEAR


def nonfinite(context: Context) -> Iterator[Finding]:
    """The first non-finite number, in the graph's order, that the loss's NaN comes from: in the
    data, the weights or an operation; else the first gradient, going backward.

    Non-finite data are no cause where all of these are finite: a mask leaves them out.
    """
    if forward := list(nonfinite_forward(context)):
        yield from forward
    elif (found := _backward(context)) is not None:
        yield found


def nonfinite_update(context: Context) -> Iterator[Finding]:
    """The first variable that the optimizer makes non-finite of finite gradients."""
    if broken := context.range_test.broken:
        gradients = (context.trace.gradients[name] for name in context.parameters)
        evidence = {
            "optimizer": type(context.model.optimizer).__name__,
            "gradient": max(float(np.abs(each).max(initial=0.0)) for each in gradients),
        }
        yield Finding("not-finite-update", LIKELIHOOD, broken[0], evidence)


def nonfinite_forward(context: Context) -> Iterator[Finding]:
    """As `nonfinite`, in the data and the loss alone: for rows that are not trained on."""
    masks = {} if np.isfinite(context.trace.value) else nonfinite_ancestors(context)
    source = _in_data(context, masks) or _in_weights(context)
    if source is not None:
        yield source
        return
    for step in context.graph.steps:
        if masks.keys().isdisjoint(step.operands):
            result = next((result for result in step.results if result in masks), None)
            if result is not None:
                yield _in_step(context, step, result, masks[result])
                return


def _in_data(context: Context, masks: Mapping[Node, Array]) -> Finding | None:
    for node in context.graph.inputs:
        if node in masks and masks[node].any() and node.name in context.data:
            index = _first(masks[node])
            row = context.traced_row_number(index[0])
            evidence = {"row": row, "value": format_number(float(context.value(node)[index]))}
            where, targets = node.name, [name for name in context.data if name.split("/")[0] == "y"]
            if where in targets:
                heads = (h.where for h in context.heads if h.target == targets.index(node.name))
                where = next(heads, where)
            return Finding("not-finite-data", LIKELIHOOD, where, evidence)
    return None


def _in_weights(context: Context) -> Finding | None:
    """A non-finite weight, also where the loss is finite: tanh makes 1 of an infinite weight."""
    for node in context.graph.inputs:
        if node.is_float and node.name not in context.data:
            count = int((~np.isfinite(context.value(node))).sum())
            if count:
                return Finding("not-finite-weight", LIKELIHOOD, node.name, {"count": count})
    return None


def _in_step(context: Context, step: Step, result: Node, mask: Array) -> Finding:
    value, index = context.value(result), _first(mask)
    names = map(context.trace.display.text, step.operands)
    operands = [context.value(operand) for operand in step.operands]
    numbers = [_number_at(operand, value.shape, index) for operand in operands]
    pairs = zip(names, numbers, strict=True)
    evidence = {
        "formula": context.filled(formula_of(step).value, step),
        "inputs": ", ".join(f"{name} = {number}" for name, number in pairs if name != number),
        "value": format_number(value[index]),
        "count": int(mask.sum()),
        **_place(context, result, index),
    }
    huge = max(float(np.abs(operand).max(initial=0.0)) for operand in operands) > HUGE
    trained = int(context.model.optimizer.iterations) > 0
    if huge and not trained and (exploded := exploding_values(context, result)):
        return exploded
    key = "diverged" if huge else "not-finite-value"
    return Finding(key, LIKELIHOOD, result.name, evidence, _trail(context, step, index))


def _trail(context: Context, step: Step, index: Index) -> str:
    """The origin of a step's operand, number by number: `subtract = 1 − sigmoid = 0 ← …`."""
    makers, shape, shown = context.graph.makers, step.results[0].shape, list[str]()
    number = lambda node: float(context.value(node)[index])
    while len(shown) < TRAIL:
        same = [
            operand
            for operand in step.operands
            if operand in makers and operand.shape == shape and operand.is_float
            if context.trace.display.base(operand) is operand  # what is moved stands elsewhere
        ]
        if not same:
            break
        node = max(same, key=lambda operand: abs(number(operand)))
        step = makers[node]
        formula = context.filled(formula_of(step).value, step)
        shown.append(f"{node.name} = {formula} = {format_number(number(node))}")
    return " ← ".join(shown)


def _backward(context: Context) -> Finding | None:
    """The last node in the graph's order whose gradient is not finite: the first on the way back.

    Only where it reaches a parameter: others do not matter.
    """
    trace = context.trace
    if all(_finite(trace.gradients[name]) for name in trace.parameters):
        return None
    node = [node for node in trace.display.nodes if not _finite(context.gradient(node))][-1]
    gradient = trace.gradients[node.name]
    user, cotangent = _breaking_user(context, node)
    broken = ~np.isfinite(cotangent if cotangent.shape == gradient.shape else gradient)
    created = broken & _finite_operands(context, user, broken.shape) if user else broken
    if not created.any():
        floats = (each for each in context.graph.inputs if each.is_float)
        masks = {each: ~np.isfinite(context.value(each)) for each in floats}
        if found := _in_data(context, masks):
            return found
    index = _first(created if created.any() else broken)
    evidence: dict[str, Any] = {
        "operation": user.operation if user else node.operation,
        "input": format_number(float(context.value(node)[index])),
        "value": format_number(gradient[index]),
        "count": int((~np.isfinite(gradient)).sum()),
        **_place(context, node, index),
    }
    product = _product(context, node, user, index)
    return Finding("not-finite-gradient", LIKELIHOOD, node.name, evidence, product)


def _breaking_user(context: Context, node: Node) -> tuple[Step | None, Array]:
    """The last step from which a non-finite cotangent arrives at a node, and that cotangent; the
    last step of all if each of them is finite and their sum is not."""
    origin = context.trace.display.base
    last: Step | None = None
    for step in reversed(context.graph.steps):
        if origin(step.results[0]) is not step.results[0]:
            continue
        for place, operand in enumerate(step.operands):
            if origin(operand) is not node:
                continue
            last = last or step
            if any(context.gradient(each) is None for each in step.results):
                continue
            operands = [jnp.asarray(context.value(each), each.dtype) for each in step.operands]
            above = [jnp.asarray(context.gradient(each), each.dtype) for each in step.results]
            cotangent = operand_cotangent(step, place, operands, above)
            if not _finite(cotangent):
                return step, cotangent
    return last, context.trace.gradients[node.name]


def _finite_operands(context: Context, step: Step, shape: tuple[int, ...]) -> Array:
    """Mask of the places where all operands of a step are finite, if it goes number by number; else
    whether all of them are finite."""
    finite = [np.isfinite(context.value(each)) for each in step.operands]
    if step.operation in ELEMENTWISE and step.results[0].shape == shape:
        return np.all([np.broadcast_to(each, shape) for each in finite], axis=0)
    return np.full(shape, all(each.all() for each in finite))


def _product(context: Context, node: Node, user: Step | None, index: Index) -> str:
    if user is None:
        return f"∂L/∂{node.name} = {brief(context.trace.gradients[node.name])}"
    result, display = user.results[0], context.trace.display
    place = display.operands(user.results[0]).index(node)
    template = formula_of(user).gradients[place]
    above = context.gradient(result)
    left = f"∂L/∂{display.text(user.operands[place])} = {context.filled(template, user)}"
    if above is None:
        return left
    if user.operation in ELEMENTWISE and result.shape == node.shape:
        values = [_number_at(context.value(each), result.shape, index) for each in user.operands]
        value, g = (format_number(float(each[index])) for each in (context.value(result), above))
        return f"{left} = {template.format(*values, y=value, g=g)}"
    return f"{left}, ∂L/∂{result.name} = {brief(above)}"


def _place(context: Context, node: Node, index: Index) -> dict[str, Any]:
    """The index, which begins with the row's number in the data where the node has rows; nothing
    for a single number."""
    if not index:
        return {"at": "number"}
    if node.shape[0] != context.rows or node.name in context.trace.parameters:
        return {"at": "place", "place": str(list(index))}
    row = context.traced_row_number(index[0])
    return {"at": "row", "row": row, "place": str([row, *index[1:]])}


def _number_at(operand: Array, shape: tuple[int, ...], index: Index) -> str:
    """The operand's number there, if it goes number by number; else its range."""
    try:
        return format_number(float(np.broadcast_to(operand, shape)[index]))
    except (ValueError, TypeError):
        return brief(operand)


def _first(mask: Array) -> Index:
    return tuple(np.argwhere(mask)[0].tolist())


def _finite(value: Array | None) -> bool:
    return value is None or bool(np.isfinite(value).all())


def nonfinite_ancestors(context: Context) -> Mapping[Node, Mask]:
    """Per node, a mask of non-finite entries with a wholly non-finite path to the loss."""
    output = context.graph.output
    found: dict[Node, Mask] = {output: ~np.isfinite(context.value(output))}
    for step in reversed(context.graph.steps):
        if found.keys().isdisjoint(step.results):
            continue
        marked = [found.get(each, np.zeros(each.shape, bool)) for each in step.results]
        for place, operand in enumerate(step.operands):
            if not operand.is_float or operand in context.graph.constants:
                continue
            bad = ~np.isfinite(context.value(operand))
            if bad.any() and (bad := bad & _sources(context, step, place, marked)).any():
                found[operand] = found.get(operand, False) | bad
    return found


def operand_cotangent(
    step: Step, place: int, operands: Sequence[Any], cotangents: Sequence[Any]
) -> Array:
    """Pull the results' cotangents back to one operand. place: its number; operands: all values."""

    def alone(value: Any) -> list[Any]:
        return list(step.apply(*operands[:place], value, *operands[place + 1 :]))

    (found,) = jax.vjp(alone, operands[place])[1](list(cotangents))
    return np.asarray(found)


def _sources(context: Context, step: Step, place: int, marked: Sequence[Mask]) -> Mask:
    """Numbers of an operand that the results' marked ones are made of; all if that is unknown."""
    operand = step.operands[place]
    if step.operation in NUMBER_BY_NUMBER:
        # Where an operand's number stands for several places it is marked if one of them is.
        kept = marked[0].any(axis=tuple(range(marked[0].ndim - len(operand.shape))))
        single = tuple(axis for axis, size in enumerate(operand.shape) if size == 1)
        return np.logical_or.reduce(kept, axis=single, keepdims=True)
    if step.operation not in LINEAR or not all(each.is_float for each in step.results):
        return np.ones(operand.shape, bool)
    operands = [
        jnp.ones(each.shape, each.dtype) if each.is_float else jnp.asarray(context.value(each))
        for each in step.operands
    ]
    marks = [jnp.asarray(each, node.dtype) for each, node in zip(marked, step.results, strict=True)]
    return operand_cotangent(step, place, operands, marks) != 0
