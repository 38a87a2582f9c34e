"""Whether results depend on the order of the data's rows.

Those of a training step on all rows at once mostly do not: a loss is a mean over rows, a gradient a
sum over them. Each value is followed through the operations: it is the same for every order, or it
is permuted as the rows are. What the table does not know is taken to depend on the order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from glassnet.graph.capture import Captured, Equation, inlinable, is_literal
from glassnet.graph.operations import ELEMENTWISE, FIELD_NAMES, PIECEWISE_CONSTANT


class Permuted(NamedTuple):
    """As the rows are, along an axis."""

    axis: int


class Fixed(NamedTuple):
    """The same for every order; and equal along some axes, so that these may be permuted too."""

    equal_along: frozenset[int] = frozenset()


Kind = Permuted | Fixed | None
"""How a value depends on the order; None where that is not known."""

Rule = Callable[[Equation, Sequence[Kind]], Kind]
"""(operation, its operands' kinds) -> its results'."""


def ignores_row_order(captured: Captured, has_rows: Sequence[bool]) -> bool:
    """Whether all results are the same but for rounding, however the rows are ordered.

    has_rows: of each argument, whether it is [rows, …].
    """
    given: list[Kind] = [Permuted(0) if each else Fixed() for each in has_rows]
    jaxpr = captured.jaxpr.jaxpr
    return all(isinstance(kind, Fixed) for kind in _followed(jaxpr, given))


def _followed(jaxpr: Any, given: Sequence[Kind]) -> list[Kind]:
    """The kinds of its results. given: of its arguments."""
    kinds: dict[Any, Kind] = dict.fromkeys(jaxpr.constvars, Fixed())
    kinds.update(zip(jaxpr.invars, given, strict=True))
    kind_of = lambda atom: Fixed() if is_literal(atom) else kinds[atom]
    for equation in jaxpr.eqns:
        operands = [kind_of(atom) for atom in equation.invars]
        body = inlinable(equation) or equation.params.get("call_jaxpr")
        if body is not None:
            found = _followed(body.jaxpr, operands)
        else:
            found = [_result(equation, operands)] * len(equation.outvars)
        if equation.effects and any(isinstance(kind, Permuted) for kind in operands):
            return [None] * len(jaxpr.outvars)  # someone is told of the rows
        kinds.update(zip(equation.outvars, found, strict=True))
    return [kind_of(atom) for atom in jaxpr.outvars]


def _result(equation: Equation, operands: Sequence[Kind]) -> Kind:
    if None in operands:
        return None
    name = equation.primitive.name
    rule = RULES.get(FIELD_NAMES.get(name, name)) or RULES.get(name)
    found = rule(equation, operands) if rule else None
    if found is None and all(isinstance(kind, Fixed) for kind in operands):
        return Fixed()
    return found


# What operations do ------------------------------------------------------------------------------


def _shape(atom: Any) -> Sequence[int]:
    return atom.aval.shape


def _may_permute(atom: Any, kind: Kind, axis: int) -> bool:
    """Whether a value is permuted along an axis, or would be the same if it were."""
    shape = _shape(atom)
    if isinstance(kind, Permuted):
        return kind.axis == axis
    return not shape or shape[axis] == 1 or (kind is not None and axis in kind.equal_along)


def _alike(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """Number by number: operands of one shape, but for axes of 1, or single numbers."""
    axes = range(len(_shape(equation.outvars[0])))
    if any(len(_shape(atom)) not in (0, len(axes)) for atom in equation.invars):
        return None  # bits of numbers of another width
    if axes and all(not _shape(atom) for atom in equation.invars):
        return None  # a number's bytes
    pairs = list(zip(equation.invars, operands, strict=True))
    common = [axis for axis in axes if all(_may_permute(*pair, axis) for pair in pairs)]
    permuted = {kind.axis for kind in operands if isinstance(kind, Permuted)}
    if not permuted:
        return Fixed(frozenset(common))
    return Permuted(*permuted) if len(permuted) == 1 and permuted <= set(common) else None


def _windows(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """Windows of one row each."""
    kind, params = operands[0], equation.params
    if not isinstance(kind, Permuted) or len(set(operands)) > 1:
        return None
    of_rows = [
        params[name][kind.axis] for name in ("window_dimensions", "window_strides", "padding")
    ]
    return kind if of_rows == [1, 1, (0, 0)] else None


def _reduced(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """Over some axes, in any order: over the rows nothing of it is left."""
    [kind], axes = operands, equation.params["axes"]
    if not isinstance(kind, Permuted):
        return None
    return Fixed() if kind.axis in axes else _without(kind, axes)


def _chosen(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """The place of the largest number: of rows it is another for each order."""
    [kind], axes = operands, equation.params["axes"]
    return _without(kind, axes) if isinstance(kind, Permuted) and kind.axis not in axes else None


def _without(kind: Permuted, axes: Sequence[int]) -> Permuted:
    return Permuted(kind.axis - sum(axis < kind.axis for axis in axes))


def _squeezed(equation: Equation, operands: Sequence[Kind]) -> Kind:
    [kind] = operands
    gone = equation.params["dimensions"]
    return _without(kind, gone) if isinstance(kind, Permuted) and kind.axis not in gone else None


def _broadcast(equation: Equation, operands: Sequence[Kind]) -> Kind:
    kind, shape = operands[0], equation.params["shape"]
    to: Sequence[int] = equation.params["broadcast_dimensions"]
    before = _shape(equation.invars[0])
    if isinstance(kind, Permuted):
        return Permuted(to[kind.axis]) if before[kind.axis] == shape[to[kind.axis]] else None
    assert kind is not None
    repeated = {axis for axis in range(len(shape)) if axis not in to}
    repeated |= {to[axis] for axis in range(len(to)) if axis in kind.equal_along}
    repeated |= {to[axis] for axis, size in enumerate(before) if size == 1}
    return Fixed(frozenset(repeated))


def _counted(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """0, 1, 2, … along one axis."""
    axes = range(len(equation.params["shape"]))
    return Fixed(frozenset(axes) - {equation.params["dimension"]})


def _reshaped(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """The rows stay an axis of their own: what lies before and behind it is reshaped."""
    kind, shape = operands[0], _shape(equation.outvars[0])
    if not isinstance(kind, Permuted):
        return None
    before = _shape(equation.invars[0])
    rows, outside = before[kind.axis], math.prod(before[: kind.axis])
    for axis, size in enumerate(shape):
        if size == rows and math.prod(shape[:axis]) == outside:
            return Permuted(axis)
    return None


def _transposed(equation: Equation, operands: Sequence[Kind]) -> Kind:
    [kind] = operands
    order = equation.params["permutation"]
    return Permuted(order.index(kind.axis)) if isinstance(kind, Permuted) else None


def _matmul(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """The result's axes are the batch, then the rest of the first operand's, of the second's."""
    summed, batch = equation.params["dimension_numbers"]
    rests = [
        [axis for axis in range(len(_shape(atom))) if axis not in (*summed[side], *batch[side])]
        for side, atom in enumerate(equation.invars)
    ]
    for side, kind in enumerate(operands):
        other = 1 - side
        if not isinstance(kind, Permuted):
            continue
        for pairs, found in ((summed, Fixed()), (batch, None)):
            if kind.axis in pairs[side]:
                place = list(pairs[side]).index(kind.axis)
                beside = pairs[other][place]
                is_same = _may_permute(equation.invars[other], operands[other], beside)
                return (found or Permuted(place)) if is_same else None
        if isinstance(operands[other], Permuted):
            return None
        before = len(batch[0]) + (len(rests[0]) if side else 0)
        return Permuted(before + rests[side].index(kind.axis))
    return None


def _convolved(equation: Equation, operands: Sequence[Kind]) -> Kind:
    """Forward the rows are the batch; in the gradient of a filter they are summed as features."""
    (inputs, filters), numbers = operands, equation.params["dimension_numbers"]
    batch, features = numbers.lhs_spec[:2]
    if inputs == Permuted(batch) and isinstance(filters, Fixed):
        return Permuted(numbers.out_spec[0]) if equation.params["batch_group_count"] == 1 else None
    is_sum = inputs == Permuted(features) and filters == Permuted(numbers.rhs_spec[1])
    return Fixed() if is_sum and equation.params["feature_group_count"] == 1 else None


# Beside those with formulas, which have one name for several primitives.
_ELEMENTWISE = {"bitcast_convert_type", "convert_element_type", "copy", "copy_p", "integer_pow"}
_REDUCTIONS = ("reduce_sum", "reduce_prod", "reduce_max", "reduce_min", "reduce_and", "reduce_or")
_WINDOWS = ("reduce_window_max", "reduce_window_sum", "select_and_scatter_add")

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(ELEMENTWISE | PIECEWISE_CONSTANT | _ELEMENTWISE, _alike),
    **dict.fromkeys(_REDUCTIONS, _reduced),
    **dict.fromkeys(_WINDOWS, _windows),
    "argmax": _chosen,
    "argmin": _chosen,
    "broadcast_in_dim": _broadcast,
    "conv_general_dilated": _convolved,
    "dot_general": _matmul,
    "iota": _counted,
    "reshape": _reshaped,
    "squeeze": _squeezed,
    "transpose": _transposed,
}
"""An operation's name, as in `operations`, or its primitive's -> its rule. One that is not here
depends on the order of what it gets."""
