"""`gn.diagnose`: why a network does not learn; and the table of its checks."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from numpy.typing import NDArray

from glassnet.diagnosis.attempts import with_attempts
from glassnet.diagnosis.checks.capacity import copies, linear_network, not_separable
from glassnet.diagnosis.checks.data import (
    constant_targets,
    far_targets,
    input_scales,
    shuffled_targets,
)
from glassnet.diagnosis.checks.gradients import exploding, vanishing
from glassnet.diagnosis.checks.losses import loss_mismatch, squared_error_of_classes
from glassnet.diagnosis.checks.no_gradient import flat_gradient, unused, zero_gradient
from glassnet.diagnosis.checks.nonfinite import nonfinite, nonfinite_forward
from glassnet.diagnosis.checks.optimisation import (
    initial_learning_rate,
    learning_rate,
    plateau,
    too_few_steps,
)
from glassnet.diagnosis.checks.output_layers import output_layers
from glassnet.diagnosis.checks.recurrent import exploding_over_time, vanishing_over_time
from glassnet.diagnosis.checks.saturation import saturated_layers, saturated_outputs
from glassnet.diagnosis.checks.shapes import target_axes, token_ids
from glassnet.diagnosis.checks.stuck import stuck
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, Findings
from glassnet.diagnosis.randomness import randomness_kept

# Warnings of Keras that are findings here.
KERAS_WARNINGS = (
    "You are using a softmax over axis",
    "In loss categorical_crossentropy, expected",
)


class Check(NamedTuple):
    """A check of one cause, or of a few that exclude each other."""

    find: Callable[[Context], Iterable[Finding]]
    # Whether it is asked of a network that has learned as well: one that has may saturate its
    # units, and is not to blame for its inputs.
    always: bool = False
    traced: bool = True  # whether it reads the trace; else it costs next to nothing


CHECKS = (
    Check(loss_mismatch, always=True, traced=False),
    Check(output_layers, always=True, traced=False),
    Check(constant_targets, always=True, traced=False),
    Check(token_ids, always=True),
    Check(unused, always=True),
    Check(zero_gradient),
    Check(copies),
    Check(saturated_layers),
    Check(saturated_outputs),
    Check(exploding),
    Check(vanishing),
    Check(exploding_over_time),
    Check(vanishing_over_time),
    Check(input_scales),
    Check(far_targets),
    Check(squared_error_of_classes),
    Check(shuffled_targets),
    Check(not_separable),
    Check(linear_network),
    Check(learning_rate),
)
# What the learning rate that training began with may have led to.
CONSEQUENCES = frozenset(
    ("saturated", "saturated-output", "dead-relu", "zero-gradient", "copies", "vanishing")
)
OVERFLOWS = frozenset(("not-finite-weight", "diverged"))  # likewise, in numbers
CONSEQUENCE = 0.5  # factor of their likelihood then
# What may only take time -> the steps in which a network under way learns after all.
SLOWING = {"vanishing": 1_000, "saturated-output": 1_000, "plateau": 500}
# A plateau with a cause need not be reported as well.
LAST_CHECKS = (Check(flat_gradient), Check(plateau))


def diagnose(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    sample_weight: Any = None,
    try_remedies: bool = False,
) -> Findings:
    """Say why a compiled Keras model does not learn these data: causes, the likeliest first.

        for finding in gn.diagnose(model, x, y):
            print(finding)

    One batch is traced in training mode as `gn.trace` does, and a short range test goes some steps
    ahead with copies of the state: the model, its optimizer, its metrics and all random numbers are
    afterwards as before. At most 1,024 rows are traced, evenly chosen, and fewer (at least 32)
    where their values would take more than 200 MB. A network that has learned (its loss is below
    half of the best constant's) or is on its way gets no finding, unless what it stands still at is
    far above what other initial weights reach. A loss that is not built yet is built, as by `fit`,
    whose first epoch then draws one permutation less from NumPy's generator.

    Args:
        model: a compiled keras.Model (JAX backend).
        x, y, sample_weight: arrays [rows, …] or nested structures of them, as for `gn.fit`.
        try_remedies: apply each remedy that a machine can apply to a copy, train it and a copy
            without it for some steps (200 where there is time, on at most 128 rows), and say what
            came of it: `Finding.tried`. A finding whose remedy does not help becomes less likely.
            A second or two for each finding, most of it compilation.

    Returns:
        A sequence of `Finding`, empty where nothing is wrong; printed, it says all of it.

    Raises:
        SettingError: the model is not compiled, cannot be traced, or has a train_step of its own.
        DataError: the data do not fit the model.
    """
    found = find_causes(model, x, y, sample_weight)
    if try_remedies:
        found = list(with_attempts(model, x, y, sample_weight, found))
    return Findings(found)


def find_causes(
    model: Any,
    x: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    row_numbers: NDArray[Any] | None = None,
    cheaply: Callable[[Context], bool] = lambda context: False,
    steps: int | None = None,
    at_end: bool = False,
) -> list[Finding]:
    """Find causes, in the order of the checks.

    model, x, y, sample_weight: as for `diagnose`. row_numbers: as for `Context`. cheaply: whether
    to make only the checks that cost next to nothing. steps: of a training that has ended. at_end:
    whether this is the state it ended with, after what may have been too few.
    """
    with randomness_kept(), warnings.catch_warnings():
        for text in KERAS_WARNINGS:
            warnings.filterwarnings("ignore", text)
        context = Context(model, x, y, sample_weight, row_numbers=row_numbers)
        # Where the loss refuses these shapes nothing can be traced.
        if row_numbers is None and (found := list(target_axes(context))):
            return found
        if cheaply(context):
            cheap = [check for check in CHECKS if check.always and not check.traced]
            return [finding for check in cheap for finding in check.find(context)]
        # Of numbers that are not finite every other check would speak of consequences.
        if found := list(nonfinite(context)):
            return found if row_numbers is not None else _with_causes(context, found)
        untraced = context.untraced_nonfinite()
        if untraced is not None and (found := list(nonfinite(untraced))):
            return found
        found = _run_checks(context, steps)
        if not found and at_end and steps is not None:
            found = list(too_few_steps(context, steps))
        return found


def find_nonfinite(
    model: Any, x: Any, y: Any, sample_weight: Any, *, row_numbers: NDArray[Any]
) -> Finding | None:
    """Find what makes the loss of these rows non-finite; None if it is finite."""
    with randomness_kept():
        context = Context(model, x, y, sample_weight, row_numbers=row_numbers)
        return next(nonfinite_forward(context), None)


def _with_causes(context: Context, found: list[Finding]) -> list[Finding]:
    """What is not finite, as a consequence of token ids that are none, or of a learning rate that
    is too large for the weights that training began with."""
    causes = list(token_ids(context))
    if any(each.key in OVERFLOWS for each in found):
        causes += initial_learning_rate(context)
    share = CONSEQUENCE if causes else 1.0
    return causes + [replace(each, likelihood=share * each.likelihood) for each in found]


def _run_checks(context: Context, steps: int | None) -> list[Finding]:
    # Two outputs may lead to the same layer, which is reported once.
    found: dict[tuple[str, str], Finding] = {}
    for check in CHECKS:
        if check.always or not context.has_learned:
            for finding in check.find(context):
                found.setdefault((finding.key, finding.where), finding)
    if context.stands_still or any(key in CONSEQUENCES for key, _ in found):
        for finding in initial_learning_rate(context):
            found.setdefault((finding.key, finding.where), finding)
    if context.stands_still and all(key != "rate-too-large" for key, _ in found):
        for finding in stuck(context):
            found.setdefault((finding.key, finding.where), finding)
    if not found and not context.has_learned:
        last = (finding for check in LAST_CHECKS for finding in check.find(context))
        found = {(finding.key, finding.where): finding for finding in last}
    if (
        found
        and all(key in SLOWING for key, _ in found)
        and _only_takes_time(context, {key for key, _ in found}, steps)
    ):
        return []
    return _in_causal_order(context, list(found.values()))


def _in_causal_order(context: Context, found: list[Finding]) -> list[Finding]:
    """Where a rate was too large, trained units and gradients as its consequences."""
    trained = int(context.model.optimizer.iterations) > 0
    if not trained or all(each.key != "rate-too-large" for each in found):
        return found
    share = lambda each: CONSEQUENCE if each.key in CONSEQUENCES else 1.0
    return [replace(each, likelihood=share(each) * each.likelihood) for each in found]


def _only_takes_time(context: Context, keys: Collection[str], steps: int | None) -> bool:
    """Whether a copy that goes on training does learn: soon, or within as many steps as the
    training that has ended took."""
    needed = context.steps_to_learn
    soon = max(SLOWING[key] for key in keys)
    return needed is not None and needed <= (soon if steps is None else steps)
