"""A learning rate that is too large or too small, by a short range test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.first_weights import first_state
from glassnet.diagnosis.layer_gradients import gradient_norm
from glassnet.diagnosis.plateau import SLOW
from glassnet.diagnosis.range_test import (
    GROWN,
    LOST_IN_DIGITS,
    STEPS,
    WORTH,
    RangeTest,
    range_test,
)

# How much larger the best rate is. Adam's default lies up to 100 below the best of 20 steps.
FAR = 1e3
THERE = 1e-3  # a gradient; XOR's flat stretch has first changes of 5e-4, healthy ones 1e-4 to 1e-1
STILL_GAINS = 1e-4  # of the loss, at most: a thousand steps gain less than 1 %
# A first change as large as the weights themselves.
REPLACED = 0.5


def rate(of: Examination) -> Iterator[Finding]:
    """Worse at the rate as it is and better at a smaller one; or nothing where a far larger one
    gains much, or where steps are lost in the weights' last digits."""
    test = of.range_test
    if test.gain >= SLOW:
        return
    evidence, best = _evidence(test), test.best
    # A first step that moves nothing may be a warm-up's, or gather gradients: later ones then gain.
    still = test.ratio < LOST_IN_DIGITS and abs(test.gain) < STILL_GAINS
    gradient = gradient_norm(of)
    if still and gradient > THERE and float(of.model.optimizer.learning_rate) == 0:
        yield Finding("rate-zero", 0.95, "optimizer", {"steps": STEPS, "gradient": gradient})
    elif still and best.scale > 1 and gradient > THERE:
        yield Finding("rate-too-small", 0.8, "optimizer", evidence)
    elif _is_too_large(test):
        yield Finding("rate-too-large", 0.88, "optimizer", evidence | {"start": "now"})
    elif test.ratio > 0 and best.gain >= WORTH and best.scale >= FAR:
        yield Finding("rate-too-small", 0.7, "optimizer", evidence)


def rate_from_the_start(of: Examination) -> Iterator[Finding]:
    """Whether the rate was too large for the weights that training began with: where units no
    longer answer no rate helps, and the range test is silent."""
    trained = int(of.model.optimizer.iterations) > 0
    start = first_state(of.model) if trained else None
    test = None if start is None else range_test(of.model, of.trace.batch, start)
    if test is not None and _is_too_large(test):
        yield Finding("rate-too-large", 0.96, "optimizer", _evidence(test) | {"start": "first"})


def _is_too_large(test: RangeTest) -> bool:
    if test.gain >= GROWN and not (test.ratio > REPLACED and test.gain < SLOW):
        return False
    return test.best.scale < 1 and test.best.gain >= WORTH


def _evidence(test: RangeTest) -> dict[str, Any]:
    return {
        "ratio": test.ratio,
        "best": f"{test.best.scale:g}",
        "before": test.before,
        "after": test.own,
        "better": test.best.after,
        "steps": STEPS,
    }
