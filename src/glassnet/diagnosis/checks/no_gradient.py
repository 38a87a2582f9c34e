"""Trainable variables that no gradient reaches, or only gradients of exactly 0."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.graph.builder import LOSS
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import ELEMENTWISE, MOVES, PIECEWISE_CONSTANT, formula_of

# Their derivative is 0 wherever there is one, or is said to be; what gives whole numbers or truth
# values has none.
NO_SLOPE = frozenset(("stop_gradient", "sign", "round", "floor", "ceil"))
# Keras' names, where JAX has others.
KERAS_NAMES: Mapping[str, str] = {
    "eq": "equal",
    "ge": "greater_equal",
    "gt": "greater",
    "le": "less_equal",
    "lt": "less",
    "ne": "not_equal",
}
PRODUCTS = frozenset(("multiply", "matmul", "convolution"))
RECURRENT = "recurrent_kernel"
FLAT_GRADIENT = 0.9  # likelihood


def unused(context: Context) -> Iterator[Finding]:
    """Variables that the loss does not depend on, or only through what has no slope; apart from
    others those that make an output which has no loss."""
    parameters = context.parameters
    if not parameters:
        yield Finding("nothing-trainable", 1.0, context.model.name)
        return
    sloped = _sloped_ancestors(context)
    without = [name for name, node in parameters.items() if node not in sloped]
    for head in context.heads:
        own = [name for name in without if name.startswith(f"{head.layer}/")]
        if own and head.loss_function is None and context.heads_with_loss:
            evidence = {"names": first_few(own), "count": len(own)} | head.evidence
            likelihood = _likelihood(own, parameters)
            yield Finding("output-without-loss", likelihood, head.where, evidence)
            without = [name for name in without if name not in own]
    if without:
        cut = _cutting_operations(context, sloped, [parameters[name] for name in without])
        evidence = {
            "names": first_few(without),
            "count": len(without),
            "all": len(parameters),
            "cut": ", ".join(sorted(cut)),
        }
        key = "no-slope" if cut else "unused"
        yield Finding(key, _likelihood(without, parameters), without[0], evidence)


def _likelihood(without: Sequence[str], parameters: Collection[str]) -> float:
    return 0.6 + 0.38 * len(without) / len(parameters)


def _sloped_ancestors(context: Context) -> set[Node]:
    """Floats that the loss depends on with a slope. Not through a step's whole numbers, as those
    of a sort that orders floats as well."""
    found: set[Node] = {context.graph.output}
    for step in reversed(context.graph.steps):
        used = any(result in found and result.is_float for result in step.results)
        if used and step.operation not in NO_SLOPE:
            found.update(operand for operand in step.operands if operand.is_float)
    return found


def _cutting_operations(context: Context, sloped: set[Node], without: Sequence[Node]) -> set[str]:
    """The operations that stop the slope on its way to these variables, by Keras' names.

    A relu compares as well, and its slope goes by that: what it compares is sloped.
    """
    leading, used = context.graph.descendants(without), {context.graph.output}
    cut: set[str] = set()
    for step in reversed(context.graph.steps):
        if used.isdisjoint(step.results):
            continue
        stopped = {each for each in step.operands if each.is_float and each not in sloped}
        used.update(set(step.operands) - stopped)
        if not leading.isdisjoint(stopped):
            cut.add(KERAS_NAMES.get(step.operation, step.operation))
    return cut


class Zero(NamedTuple):
    """A step whose result gets a gradient and whose operand gets none."""

    step: Step
    operand: Node
    is_permanent: bool  # whether it is multiplied by zeros that no training changes


def zero_gradient(context: Context) -> Iterator[Finding]:
    """Variables behind a factor that stays 0. A kernel of zeros does not: it gets a gradient."""
    # In a sequence of one step the state that a recurrent kernel meets is the initial one, 0.
    recurrent = {node for name, node in context.parameters.items() if name.endswith(RECURRENT)}
    variables = _zero_gradient_variables(context) - recurrent - _of_weight_zero(context)
    for zero in _zeros(context, variables):
        if zero.is_permanent:
            behind = variables & context.graph.ancestors([zero.operand])
            likelihood = 0.6 + 0.37 * len(behind) / len(context.parameters)
            yield _finding(context, zero, behind, likelihood)
            return


def _of_weight_zero(context: Context) -> set[Node]:
    """Nodes that lead to outputs whose losses are weighted by 0 alone: that is asked for, beside
    others that count."""
    heads = context.heads_with_loss
    counted = [context.ancestors_of(head) for head in heads if head.weight]
    if len(counted) in (0, len(heads)):
        return set()
    return set(context.graph.nodes) - set[Node]().union(*counted)


def flat_gradient(context: Context) -> Iterator[Finding]:
    """All variables, because of a function that is flat at these numbers: for no reason that has a
    finding of its own, as a dead relu has. A loss that is flat at 0 is at its least, as a hinge."""
    variables = _zero_gradient_variables(context)
    if len(variables) < len(context.parameters):
        return
    zero = next(_zeros(context, variables), None)
    if zero is not None and not (context.trace.value == 0 and zero.step.results[0].layer == LOSS):
        yield _finding(context, zero, variables, FLAT_GRADIENT)


def _zero_gradient_variables(context: Context) -> set[Node]:
    """The variables that the loss depends on and that get gradients of 0."""
    sloped = _sloped_ancestors(context)
    parameters = context.parameters.values()
    return {node for node in parameters if node in sloped and _is_zero(context, node)}


def _zeros(context: Context, variables: set[Node]) -> Iterator[Zero]:
    """Zeros on the way to these variables, the last first; rows that cancel in a sum are none."""
    leading = context.graph.descendants(variables)
    for step in reversed(context.graph.steps):
        arriving = any(_is_zero(context, result) is False for result in step.results)
        for place, operand in enumerate(step.operands):
            if not (arriving and operand in leading and _is_zero(context, operand)):
                continue
            others = (o for number, o in enumerate(step.operands) if number != place)
            factor = next((o for o in others if not np.any(context.value(o))), None)
            if step.operation in PRODUCTS and factor is not None:
                is_learned = not context.graph.ancestors([factor]).isdisjoint(
                    context.parameters.values()
                )
                yield Zero(step, operand, is_permanent=not is_learned)
            elif step.operation in ELEMENTWISE - PIECEWISE_CONSTANT - MOVES.keys():
                yield Zero(step, operand, is_permanent=False)


def _is_zero(context: Context, node: Node) -> bool | None:
    """Whether a node's gradient is 0; None without a gradient."""
    gradient = context.gradient(node)
    return None if gradient is None else not np.any(gradient)


def _finding(context: Context, zero: Zero, behind: set[Node], likelihood: float) -> Finding:
    step, formula = zero.step, formula_of(zero.step)
    gradient = formula.gradients[step.operands.index(zero.operand)]
    evidence = {
        "formula": context.filled(formula.value, step),
        "names": first_few(sorted(node.name for node in behind)),
        "count": len(behind),
        "all": len(context.parameters),
    }
    operand, product = context.trace.display.text(zero.operand), context.filled(gradient, step)
    chain_rule = f"∂L/∂{operand} = {product} = 0"
    return Finding("zero-gradient", likelihood, step.results[0].name, evidence, chain_rule)
