"""`gn.diagnose`: why a network does not learn."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from glassnet.diagnosis.check_table import CAUSE, CHECKS, CONSEQUENCES, FIRST, LAST
from glassnet.diagnosis.checks.nonfinite import not_finite_forward
from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding, Findings
from glassnet.training.batching import GeneratorState

# Warnings that are findings here.
SAID_BY_KERAS = ("You are using a softmax over axis", "In loss categorical_crossentropy, expected")


def diagnose(model: Any, x: Any, y: Any = None, *, sample_weight: Any = None) -> Findings:
    """Why a compiled Keras model does not learn these data: causes, the likeliest first.

        for finding in gn.diagnose(model, x, y):
            print(finding)

    One batch is traced in training mode as `gn.trace` does, and a short range test goes some steps
    ahead with copies of the state: the model, its optimizer, its metrics and all random numbers are
    afterwards as before. Of more than 1,024 rows so many are traced, evenly chosen, and fewer (at
    least 32) where what is computed of them would take above 200 MB. A network that has learned
    (its loss is below half of the best constant's) or is on its way gets no finding. A loss that is
    not built yet is built, as by `fit`, whose first epoch then draws one permutation less from
    NumPy's generator.

    Args:
        model: a compiled keras.Model (JAX backend).
        x, y, sample_weight: arrays [rows, …] or nested structures of them, as for `gn.fit`.

    Returns:
        A sequence of `Finding`, empty where nothing is wrong; printed, it says all of it.

    Raises:
        SettingError: the model is not compiled, cannot be traced, or has a train_step of its own.
        DataError: data that do not fit the model.
    """
    return Findings(findings_of(model, x, y, sample_weight))


def findings_of(
    model: Any,
    x: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    rows: NDArray[Any] | None = None,
    briefly: Callable[[Examination], bool] = lambda of: False,
) -> list[Finding]:
    """The findings, unordered. rows: see `Examination`.

    briefly: whether only what costs next to nothing is looked for.
    """
    random = GeneratorState.read()
    try:
        with warnings.catch_warnings():
            for said in SAID_BY_KERAS:
                warnings.filterwarnings("ignore", said)
            of = Examination(model, x, y, sample_weight, rows=rows)
            return _found(of, briefly=briefly(of))
    finally:
        random.write()


def not_finite_in(
    model: Any, x: Any, y: Any, sample_weight: Any, *, rows: NDArray[Any]
) -> Finding | None:
    """What makes the loss of these rows other than finite; None where nothing does."""
    random = GeneratorState.read()
    try:
        of = Examination(model, x, y, sample_weight, rows=rows)
        return next(not_finite_forward(of), None)
    finally:
        random.write()


def _found(of: Examination, *, briefly: bool) -> list[Finding]:
    if briefly:
        cheap = [check for check in CHECKS if check.always and not check.traced]
        return [finding for check in cheap for finding in check.find(of)]
    if first := list(FIRST.find(of)):
        return first
    other = of.broken_elsewhere()
    if other is not None and (first := list(FIRST.find(other))):
        return first
    checks = [check for check in CHECKS if check.always or not of.has_learned]
    # Two outputs may lead to the same layer; what is said of it is said once.
    found: dict[tuple[str, str], Finding] = {}
    for check in (*checks, CAUSE):
        if check is not CAUSE or any(key in CONSEQUENCES for key, _ in found):
            for finding in check.find(of):
                found.setdefault((finding.key, finding.where), finding)
    if found or of.has_learned:
        return list(found.values())
    return [finding for check in LAST for finding in check.find(of)]
