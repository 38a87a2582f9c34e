"""NaN and infinity: what made the first one, forward, backward or in the optimizer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.nonfinite_ancestors import contribution, leading
from glassnet.graph.formulas import formula_of
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import ELEMENTWISE
from glassnet.text.numbers import brief, format_number

Array = NDArray[Any]
LIKELIHOOD = 1.0  # nothing is learned from NaN
HUGE = 1e12
MOST = 512  # rows that were not traced, and as many beside them
TRAIL = 4  # steps that are shown before the one that broke


def not_finite(of: Examination) -> Iterator[Finding]:
    """The first number, in the graph's order, that the loss's NaN comes from, given or computed;
    else the first gradient, going backward; else what the optimizer makes of finite ones.

    What is given and not finite is no cause where all of these are: a mask leaves it out.
    """
    if forward := list(not_finite_forward(of)):
        yield from forward
    elif (found := _backward(of)) is not None:
        yield found
    elif of.range_test.broken:
        optimizer = type(of.model.optimizer).__name__
        gradients = [np.abs(of.trace.gradients[each]) for each in of.trace.parameters]
        size = max(float(gradient.max(initial=0.0)) for gradient in gradients)
        evidence = {"optimizer": optimizer, "gradient": size}
        yield Finding("not-finite-update", LIKELIHOOD, of.range_test.broken[0], evidence)
    elif (others := _not_traced(of)) is not None:
        yield from not_finite(others)


def not_finite_forward(of: Examination) -> Iterator[Finding]:
    """The same of the data and of the loss alone: of rows that are not trained on."""
    found = {} if np.isfinite(of.loss) else leading(of)
    given = _given(of, found) or _weight(of)
    if given is not None:
        yield given
    elif found:
        yield from _forward(of, found)


def _forward(of: Examination, found: Mapping[Node, Array]) -> Iterator[Finding]:
    for step in of.graph.steps:
        if found.keys().isdisjoint(step.results) or not found.keys().isdisjoint(step.operands):
            continue
        result = next(result for result in step.results if result in found)
        yield _in_step(of, step, result, found[result])
        return


def _given(of: Examination, found: Mapping[Node, Array]) -> Finding | None:
    """The first number of the data among those found."""
    for node in of.graph.inputs:
        if node in found and node.name in of.data:
            place = _first(found[node])
            row = of.row(place[0])
            value = format_number(float(of.value(node)[place]))
            where = _output(of, node.name) or node.name
            return Finding("not-finite-data", LIKELIHOOD, where, {"row": row, "value": value})
    return None


def _weight(of: Examination) -> Finding | None:
    """Also where the loss is finite: tanh makes 1 of an infinite weight."""
    for node in of.graph.inputs:
        if node.is_float and node.name not in of.data and not _finite(of.value(node)):
            count = int((~np.isfinite(of.value(node))).sum())
            return Finding("not-finite-weight", LIKELIHOOD, node.name, {"count": count})
    return None


def _not_traced(of: Examination) -> Examination | None:
    """The rows with a number that is not finite, if they are not among those looked at; beside
    others, since a mean over what a mask leaves needs some."""
    floats = [each for each in of.data.values() if np.issubdtype(each.dtype, np.floating)]
    finite = np.ones(len(next(iter(of.data.values()))), bool)
    for each in floats:
        finite &= np.isfinite(each).reshape(len(each), -1).all(axis=1)
    others = np.setdiff1d(np.flatnonzero(~finite), of.traced)
    if not len(others):
        return None
    return of.of_rows(np.sort(np.concatenate([others[:MOST], np.flatnonzero(finite)[:MOST]])))


def _output(of: Examination, name: str) -> str:
    """Which output has these targets."""
    targets = [each for each in of.data if each.split("/")[0] == "y"]
    found = [
        ending.where
        for ending in of.endings
        if name in targets and ending.target == targets.index(name)
    ]
    return found[0] if found else ""


def _in_step(of: Examination, step: Step, result: Node, found: Array) -> Finding:
    """found: at which places."""
    value = of.value(result)
    place = _first(found)
    names = _names(of, step)
    inputs = [_at(of.value(operand), value.shape, place) for operand in step.operands]
    evidence = {
        "formula": formula_of(step).value.format(*names, y=result.name),
        "inputs": ", ".join(
            f"{name} = {given}" for name, given in zip(names, inputs, strict=True) if name != given
        ),
        "value": format_number(value[place]),
        "count": int(found.sum()),
    }
    evidence |= _place(of, result, place)
    huge = _is_huge([of.value(operand) for operand in step.operands])
    key = "diverged" if huge else "not-finite-value"
    return Finding(key, LIKELIHOOD, result.name, evidence, _trail(of, step, place))


def _is_huge(operands: Sequence[Array]) -> bool:
    """Whether numbers went in that nothing but a diverging training makes."""
    return max(float(np.abs(operand).max(initial=0.0)) for operand in operands) > HUGE


def _trail(of: Examination, step: Step, place: tuple[int, ...]) -> str:
    """How its operand came about, number by number: `subtract = 1 − sigmoid = 0 ← sigmoid = …`."""
    makers = {result: each for each in of.graph.steps for result in each.results}
    shape, said = step.results[0].shape, list[str]()
    while len(said) < TRAIL:
        same = [
            operand
            for operand in step.operands
            if operand in makers and operand.shape == shape and operand.is_float
            if of.display.base(operand) is operand  # what is moved stands at another place
        ]
        if not same:
            break
        node = max(same, key=lambda operand: abs(float(of.value(operand)[place])))
        step = makers[node]
        formula = formula_of(step).value.format(*_names(of, step), y=node.name)
        said.append(f"{node.name} = {formula} = {format_number(float(of.value(node)[place]))}")
    return " ← ".join(said)


def _backward(of: Examination) -> Finding | None:
    """The last node in the graph's order whose gradient is not finite: the first on the way back.

    Only where it reaches a parameter: others do not matter.
    """
    if all(_finite(of.trace.gradients[name]) for name in of.trace.parameters):
        return None
    node = [node for node in of.display.nodes if not _finite(of.gradient(node))][-1]
    gradient = of.trace.gradients[node.name]
    used, arrived = _use(of, node)
    broken = ~np.isfinite(arrived if arrived.shape == gradient.shape else gradient)
    made = broken & _finite_operands(of, used, broken.shape) if used else broken
    if not made.any():
        given = {each: ~np.isfinite(of.value(each)) for each in of.graph.inputs if each.is_float}
        found = _given(of, {each: where for each, where in given.items() if where.any()})
        if found is not None:
            return found
    place = _first(made if made.any() else broken)
    evidence: dict[str, Any] = {
        "operation": used.operation if used else node.operation,
        "input": format_number(float(of.value(node)[place])),
        "value": format_number(gradient[place]),
        "count": int((~np.isfinite(gradient)).sum()),
    }
    evidence |= _place(of, node, place)
    product = _product(of, node, used, place)
    return Finding("not-finite-gradient", LIKELIHOOD, node.name, evidence, product)


def _use(of: Examination, node: Node) -> tuple[Step | None, Array]:
    """The last step from which what arrives at a node is not finite, and what arrives; the last of
    all where each of them is and their sum is not."""
    origin = of.display.base
    last: Step | None = None
    for step in reversed(of.graph.steps):
        if origin(step.results[0]) is not step.results[0]:
            continue
        for place, operand in enumerate(step.operands):
            if origin(operand) is not node:
                continue
            last = last or step
            if any(of.gradient(each) is None for each in step.results):
                continue
            given = [jnp.asarray(of.value(each), each.dtype) for each in step.operands]
            above = [jnp.asarray(of.gradient(each), each.dtype) for each in step.results]
            arrived = contribution(step, place, given, above)
            if not _finite(arrived):
                return step, arrived
    return last, of.trace.gradients[node.name]


def _finite_operands(of: Examination, step: Step, shape: tuple[int, ...]) -> Array:
    """Where the operands of a step are finite, number by number if it goes so; else whether all
    are."""
    finite = [np.isfinite(of.value(each)) for each in step.operands]
    if step.operation in ELEMENTWISE and step.results[0].shape == shape:
        return np.all([np.broadcast_to(each, shape) for each in finite], axis=0)
    return np.full(shape, all(each.all() for each in finite))


def _product(of: Examination, node: Node, used: Step | None, place: tuple[int, ...]) -> str:
    if used is None:
        return f"∂L/∂{node.name} = {brief(of.trace.gradients[node.name])}"
    result = used.results[0]
    names = _names(of, used)
    part = [of.display.base(operand) for operand in used.operands].index(node)
    template = formula_of(used).gradients[part]
    formula = template.replace("{g}", f"∂L/∂{result.name}").format(*names, y=result.name)
    above = of.gradient(result)
    left = f"∂L/∂{names[part]} = {formula}"
    if above is None:
        return left
    if used.operation in ELEMENTWISE and result.shape == node.shape:
        values = [_at(of.value(each), result.shape, place) for each in used.operands]
        value, given = (format_number(float(each[place])) for each in (of.value(result), above))
        return f"{left} = {template.format(*values, y=value, g=given)}"
    return f"{left}, ∂L/∂{result.name} = {brief(above)}"


def _names(of: Examination, step: Step) -> list[str]:
    """Of a step's operands, moves looked through."""
    return [of.display.text(operand) for operand in step.operands]


def _has_rows(of: Examination, node: Node) -> bool:
    return bool(node.shape) and node.shape[0] == of.rows and node.name not in of.trace.parameters


def _place(of: Examination, node: Node, place: tuple[int, ...]) -> dict[str, Any]:
    """The index, its first number being the row of the data where the node has one a row; nothing
    of a single number."""
    if not place:
        return {"at": "number"}
    if not _has_rows(of, node):
        return {"at": "place", "place": str(list(place))}
    row = of.row(place[0])
    return {"at": "row", "row": row, "place": str([row, *place[1:]])}


def _at(operand: Array, shape: tuple[int, ...], place: tuple[int, ...]) -> str:
    """The operand's number there, if it goes number by number; else its range."""
    try:
        return format_number(float(np.broadcast_to(operand, shape)[place]))
    except (ValueError, TypeError):
        return brief(operand)


def _first(marked: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(marked)[0])


def _finite(value: Array | None) -> bool:
    return value is None or bool(np.isfinite(value).all())
