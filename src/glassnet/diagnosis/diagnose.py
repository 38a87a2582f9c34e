"""`gn.diagnose`: why a network does not learn; and the table of its checks."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.attempts import Attempts
from glassnet.diagnosis.causal_order import INPUTS, OF_THE_RATE, in_causal_order
from glassnet.diagnosis.checks.capacity import copies, linear_network, not_separable
from glassnet.diagnosis.checks.data import (
    constant_inputs,
    constant_targets,
    far_targets,
    input_scales,
    shuffled_targets,
)
from glassnet.diagnosis.checks.gradients import exploding, vanishing
from glassnet.diagnosis.checks.loss_sign import unbounded_loss
from glassnet.diagnosis.checks.losses import loss_mismatch, squared_error_of_classes
from glassnet.diagnosis.checks.moving_averages import moving_averages
from glassnet.diagnosis.checks.no_gradient import flat_gradient, unused, zero_gradient
from glassnet.diagnosis.checks.nonfinite import nonfinite, nonfinite_forward, nonfinite_update
from glassnet.diagnosis.checks.optimisation import (
    UNLEARNED,
    above_start,
    initial_learning_rate,
    learning_rate,
    plateau,
    too_few_steps,
)
from glassnet.diagnosis.checks.output_layers import output_layers, strong_dropout
from glassnet.diagnosis.checks.recurrent import exploding_over_time, vanishing_over_time
from glassnet.diagnosis.checks.regularisation import collapse, regularisation
from glassnet.diagnosis.checks.saturation import saturated_layers, saturated_outputs
from glassnet.diagnosis.checks.shapes import target_axes, token_ids
from glassnet.diagnosis.checks.stuck import stuck
from glassnet.diagnosis.checks.untraced_rows import nonfinite_data, nonfinite_results
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, Findings
from glassnet.diagnosis.randomness import randomness_kept
from glassnet.diagnosis.rebuilding import shapes_of_weights
from glassnet.diagnosis.search import Check, Progress, Search
from glassnet.errors import SettingError
from glassnet.text import message

# Warnings of Keras that are findings here.
KERAS_WARNINGS = (
    "You are using a softmax over axis",
    "In loss categorical_crossentropy, expected",
)


SHOWN = 40  # characters of what was given instead of a number
SECONDS = 10.0  # after which `diagnose` begins no further check

# These need the predictions alone.
OUTPUT_CHECKS = (
    Check(loss_mismatch, "output", always=True),
    Check(output_layers, "output", always=True),
    Check(constant_targets, "data", always=True),
    Check(constant_inputs, "data"),
    Check(moving_averages, "output", always=True),
    Check(strong_dropout, "output"),
)
# This fits plain rules to the data, and needs no trace.
DATA_CHECKS = (Check(shuffled_targets, "data"),)
# Of numbers that are not finite every other check would speak of consequences: the first of these
# that finds something is the last.
NONFINITE_CHECKS = (
    Check(nonfinite, "numbers", always=True),
    Check(nonfinite_data, "numbers", always=True),
)
UPDATE = Check(nonfinite_update, "rate", always=True)  # likewise, and goes a step ahead
# These cost little once there is a trace, and are made whatever the time.
TRACE_CHECKS = (
    Check(token_ids, "data", always=True),
    Check(unused, "gradients", always=True),
    Check(zero_gradient, "gradients"),
    Check(copies, "units"),
    Check(saturated_layers, "units"),
    Check(saturated_outputs, "units"),
    Check(exploding, "gradients"),
    Check(exploding_over_time, "gradients"),
    Check(input_scales, "data"),
    Check(linear_network, "capacity"),
    Check(regularisation, "capacity"),
)
# These fit plain rules to the data as well.
RULE_CHECKS = (
    Check(not_separable, "capacity"),
    Check(vanishing_over_time, "gradients"),
)
# These go some steps ahead.
STEP_CHECKS = (
    Check(unbounded_loss, "output", always=True),
    Check(collapse, "capacity"),
    Check(vanishing, "gradients"),
    Check(far_targets, "data"),
    Check(squared_error_of_classes, "output"),
    Check(learning_rate, "rate"),
)
INITIAL_RATE = Check(initial_learning_rate, "rate", always=True)
ABOVE_START = Check(above_start, "rate")
STUCK = Check(stuck, "capacity", always=True)
# What may only take time -> the steps in which a network under way learns after all.
SLOWING = {
    "vanishing": 1_000,
    "saturated-output": 1_000,
    "exclusive-classes": 1_000,
    "plateau": 500,
}
# A plateau with a cause need not be reported as well.
LAST_CHECKS = (Check(flat_gradient, "gradients"), Check(plateau, "rate"))


def diagnose(
    model: Any,
    x: Any,
    y: Any = None,
    *,
    sample_weight: Any = None,
    seconds: float = SECONDS,
    try_remedies: bool = False,
    progress: Progress | None = None,
) -> Findings:
    """Say why a compiled Keras model does not learn these data: causes, the likeliest first.

        for finding in gn.diagnose(model, x, y):
            print(finding)

    One batch is traced in training mode as `gn.trace` does, and a short range test goes some steps
    ahead with copies of the state: the model, its optimizer, its metrics and all random numbers are
    afterwards as before. At most 1,024 rows are traced, evenly chosen, and fewer (at least 32)
    where their values would take more than 50 MB; one batch where the model fixes its size. A
    network that has learned (its loss is below half of the best constant's) or is on its way gets
    no finding, unless what it stands still at is far above what other initial weights reach. A loss
    that is not built yet is built, as by `fit`, whose first epoch then draws one permutation less
    from NumPy's generator.

    Args:
        model: a compiled keras.Model (JAX backend).
        x, y, sample_weight: arrays [rows, …] or nested structures of them, as for `gn.fit`.
        seconds: after which no further check begins; `math.inf` for no limit. Cheap checks come
            first, and `Findings.not_checked` names what there was no time for.
        try_remedies: apply each remedy that a machine can apply to a copy, train it and a copy
            without it for some steps (200 where there is time, on at most 128 rows), and say what
            came of it: `Finding.tried`. A finding whose remedy does not help becomes less likely.
            A second or two for each finding, most of it compilation.
        progress: called before each check with the theme that it looks at (one of those of
            `Findings.not_checked`, or `remedies`) and the list of the findings so far, in the
            order in which they were found and with their first likelihoods.

    Returns:
        A sequence of `Finding`, empty where nothing is wrong; printed, it says all of it.

    Raises:
        SettingError: `seconds` is no number above 0 or `progress` no function; the model is not
            compiled, cannot be traced, or has a train_step of its own.
        DataError: the data are no numbers or do not fit the model; a weight is below 0.
    """
    if not _is_number(seconds) or not seconds > 0:
        raise SettingError(message("diagnosis-seconds", given=_shown(seconds)))
    if progress is not None and not callable(progress):
        raise SettingError(message("diagnosis-progress", given=_shown(progress)))
    told = progress or (lambda theme, found: None)
    found = find_causes(model, x, y, sample_weight, seconds=seconds, progress=told)
    if not try_remedies:
        return found
    told("remedies", found)
    attempts = Attempts(model, x, y, sample_weight, seconds)
    tried = list(attempts.of(found))
    left_out = ["remedies"] if attempts.left_out else []
    return Findings(tried, [*found.not_checked, *left_out], seconds)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _shown(value: Any) -> Any:
    """A number as it is, anything else as Python writes it, in short."""
    return value if _is_number(value) else " ".join(repr(value).split())[:SHOWN]


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
    seconds: float = inf,
    progress: Progress = lambda theme, found: None,
) -> Findings:
    """Find causes.

    model, x, y, sample_weight, seconds, progress: as for `diagnose`. row_numbers: as for `Context`.
    cheaply: whether to make only the checks that cost next to nothing. steps: of a training that
    has ended. at_end: whether this is the state it ended with, after what may have been too few.
    """
    with randomness_kept(), warnings.catch_warnings():
        for text in KERAS_WARNINGS:
            warnings.filterwarnings("ignore", text)
        context = Context(model, x, y, sample_weight, row_numbers=row_numbers)
        search = Search(context, seconds, progress)
        found = _search(search, cheaply, steps)
        if not found and at_end and steps is not None:
            found = list(too_few_steps(context, steps))
        trained = int(model.optimizer.iterations) > 0
        marked = in_causal_order(found, trained=trained)
        shapes = shapes_of_weights(model)
        return Findings((replace(each, shapes=shapes) for each in marked), search.left_out, seconds)


def find_nonfinite(
    model: Any, x: Any, y: Any, sample_weight: Any, *, row_numbers: NDArray[Any]
) -> Finding | None:
    """Find what makes the loss of these rows non-finite; None if it is finite."""
    with randomness_kept():
        context = Context(model, x, y, sample_weight, row_numbers=row_numbers)
        return next(nonfinite_forward(context), None)


def _search(search: Search, cheaply: Callable[[Context], bool], steps: int | None) -> list[Finding]:
    context, whole = search.context, search.context.is_whole
    # Where the loss refuses these shapes nothing can be traced.
    if whole and (found := list(target_axes(context))):
        return found
    search.run(OUTPUT_CHECKS)
    if cheaply(context):
        return search.found
    search.run(DATA_CHECKS)
    for check in NONFINITE_CHECKS:
        if found := search.run([check]):
            return [*found, *_causes_of_nonfinite(search, found)] if whole else found
    search.run(TRACE_CHECKS, late="trace" in context.__dict__)
    search.run(RULE_CHECKS)
    if found := search.run([UPDATE]):
        return [*found, *_causes_of_nonfinite(search, found)] if whole else found
    search.run(STEP_CHECKS)
    _look_at_training(search)
    has_time = lambda: search.has_time("numbers")
    look = lambda: list(nonfinite_results(context, has_time))
    if whole and (found := search.ask("numbers", look, [])):
        return found
    slow = search.keys and search.keys <= SLOWING.keys()
    return [] if slow and _only_takes_time(search, steps) else search.found


def _causes_of_nonfinite(search: Search, found: list[Finding]) -> list[Finding]:
    """Token ids that are none, or a learning rate that is too large for the weights that training
    began with."""
    causes = list(token_ids(search.context))
    if any(each.key in OF_THE_RATE for each in found):
        causes += search.run([INITIAL_RATE])
    return causes


def _look_at_training(search: Search) -> None:
    """What only the next steps, or other first weights, can tell."""
    trained = int(search.context.model.optimizer.iterations) > 0
    if not trained and search.keys:
        return
    ask = lambda question: search.has_time("rate") and search.ask("rate", question, False)
    still = trained and ask(lambda: search.context.stands_still)
    if still or (trained and (search.keys & OF_THE_RATE or ask(lambda: _is_astray(search)))):
        search.run([INITIAL_RATE])
    if trained and "rate-too-large" not in search.keys:
        search.run([ABOVE_START])
    if still and "rate-too-large" not in search.keys:
        search.run([STUCK])
    if not search.keys:
        search.run(LAST_CHECKS)


def _is_astray(search: Search) -> bool:
    """Whether the training has got nowhere, for no reason that lies in its inputs: a loss that
    falls from far above the best constant's is no progress."""
    return not search.keys & INPUTS and any(
        not head.has_fallen_to(UNLEARNED) for head in search.context.unlearned
    )


def _only_takes_time(search: Search, steps: int | None) -> bool:
    """Whether a copy that goes on training does learn: soon, or within as many steps as the
    training that has ended took."""
    soon = max(SLOWING[key] for key in search.keys)
    ask = lambda: search.context.steps_to_learn
    needed = search.ask("rate", ask, None) if search.has_time("rate") else None
    return needed is not None and needed <= (soon if steps is None else steps)
