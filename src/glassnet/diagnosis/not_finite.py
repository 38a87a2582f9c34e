"""NaN and infinity: what made the first one, forward, backward or in the optimizer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.graph.formulas import formula_of
from glassnet.graph.graph import Node, Step
from glassnet.tracing.numbers import brief, number

Array = NDArray[Any]
LIKELIHOOD = 1.0  # nothing is learned from NaN
HUGE = 1e12
TRAIL = 4  # steps that are shown before the one that broke


def not_finite(of: Examination) -> Iterator[Finding]:
    """What is given; else the first operation, in the graph's order, that the loss's NaN comes
    from; else the first gradient, going backward; else what the optimizer makes of finite ones."""
    if forward := list(not_finite_forward(of)):
        yield from forward
    elif np.isfinite(of.loss) and (found := _backward(of)) is not None:
        yield found
    elif np.isfinite(of.loss):
        for name in of.range_test.broken[:1]:
            optimizer = type(of.model.optimizer).__name__
            gradients = [np.abs(of.trace.gradients[each]) for each in of.trace.parameters]
            size = max(float(gradient.max(initial=0.0)) for gradient in gradients)
            evidence = {"optimizer": optimizer, "gradient": size}
            yield Finding("not-finite-update", LIKELIHOOD, name, evidence)


def not_finite_forward(of: Examination) -> Iterator[Finding]:
    """The same of the data and of the loss alone: of rows that are not trained on."""
    given = _given(of)
    if given is not None:
        yield given
    elif not np.isfinite(of.loss):
        yield from _forward(of)


def _forward(of: Examination) -> Iterator[Finding]:
    bad = {node for node in of.graph.nodes if node.is_float and not _finite(of.value(node))}
    behind = _behind(of, bad)
    for step in of.graph.steps:
        if behind.isdisjoint(step.results) or not behind.isdisjoint(step.operands):
            continue
        result = next(result for result in step.results if result in behind)
        yield _in_step(of, step, result)
        return


def _behind(of: Examination, bad: set[Node]) -> set[Node]:
    """What is not finite and leads to the loss through nothing that is finite.

    An infinity that a `where` leaves out leads nowhere.
    """
    behind = {of.graph.output}
    for step in reversed(of.graph.steps):
        if not behind.isdisjoint(step.results):
            behind.update(o for o in step.operands if o in bad and o not in of.graph.constants)
    return behind


def _given(of: Examination) -> Finding | None:
    """The first number of the data, in all rows, or of the variables.

    Also where the loss is finite: tanh makes 1 of an infinite weight.
    """
    for name, value in of.data.items():
        if np.issubdtype(value.dtype, np.floating) and not _finite(value):
            place = _first(value)
            evidence = {"row": of.row_given(place[0]), "value": number(value[place])}
            return Finding("not-finite-data", LIKELIHOOD, _output(of, name) or name, evidence)
    for node in of.graph.inputs:
        if node.is_float and not _finite(of.value(node)):
            count = int((~np.isfinite(of.value(node))).sum())
            return Finding("not-finite-weight", LIKELIHOOD, node.name, {"count": count})
    return None


def _output(of: Examination, name: str) -> str:
    """Which output has these targets."""
    targets = [each for each in of.data if each.split("/")[0] == "y"]
    found = [
        ending.where
        for ending in of.endings
        if name in targets and ending.target == targets.index(name)
    ]
    return found[0] if found else ""


def _in_step(of: Examination, step: Step, result: Node) -> Finding:
    value = of.value(result)
    place = _first(value)
    names = _names(of, step)
    inputs = [_at(of.value(operand), value.shape, place) for operand in step.operands]
    evidence = {
        "formula": formula_of(step).value.format(*names, y=result.name),
        "inputs": ", ".join(
            f"{name} = {given}" for name, given in zip(names, inputs, strict=True) if name != given
        ),
        "value": number(value[place]),
        "count": int((~np.isfinite(value)).sum()),
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
            if of.reading.origin(operand) is operand  # what is moved stands at another place
        ]
        if not same:
            break
        node = max(same, key=lambda operand: abs(float(of.value(operand)[place])))
        step = makers[node]
        formula = formula_of(step).value.format(*_names(of, step), y=node.name)
        said.append(f"{node.name} = {formula} = {number(float(of.value(node)[place]))}")
    return " ← ".join(said)


def _backward(of: Examination) -> Finding | None:
    """The last node in the graph's order whose gradient is not finite: the first on the way back.

    Only where it reaches a parameter: others do not matter.
    """
    if all(_finite(of.trace.gradients[name]) for name in of.trace.parameters):
        return None
    reading = of.reading
    node = [node for node in reading.nodes if not _finite(of.gradient(node))][-1]
    gradient = of.trace.gradients[node.name]
    place = _first(gradient)
    uses = [
        step
        for step in of.graph.steps
        if any(reading.origin(operand) is node for operand in step.operands)
        and reading.origin(step.results[0]) is step.results[0]
    ]
    used = uses[-1] if uses else None
    evidence: dict[str, Any] = {
        "operation": used.operation if used else node.operation,
        "input": number(float(of.value(node)[place])),
        "value": number(gradient[place]),
        "count": int((~np.isfinite(gradient)).sum()),
    }
    evidence |= _place(of, node, place)
    return Finding("not-finite-gradient", LIKELIHOOD, node.name, evidence, _product(of, node, used))


def _product(of: Examination, node: Node, used: Step | None) -> str:
    if used is None:
        return f"∂L/∂{node.name} = {brief(of.trace.gradients[node.name])}"
    result = used.results[0]
    names = _names(of, used)
    number = [of.reading.origin(operand) for operand in used.operands].index(node)
    template = formula_of(used).gradients[number]
    formula = template.replace("{g}", f"∂L/∂{result.name}").format(*names, y=result.name)
    above = of.gradient(result)
    known = "" if above is None else f", ∂L/∂{result.name} = {brief(above)}"
    return f"∂L/∂{names[number]} = {formula}{known}"


def _names(of: Examination, step: Step) -> list[str]:
    """Of a step's operands, moves looked through."""
    return [of.reading.called(operand) for operand in step.operands]


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
        return number(float(np.broadcast_to(operand, shape)[place]))
    except (ValueError, TypeError):
        return brief(operand)


def _first(value: Array) -> tuple[int, ...]:
    where = np.argwhere(~np.isfinite(value))
    return tuple(int(i) for i in where[0])


def _finite(value: Array | None) -> bool:
    return value is None or bool(np.isfinite(value).all())
