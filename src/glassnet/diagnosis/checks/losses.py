"""Losses that do not fit the output, and targets that fit neither: a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.output_head import (
    INFINITE,
    PROBABILITIES,
    RANGES,
    TINY,
    LossSpec,
    OutputHead,
)

# Rounding of targets that sum to 1, or of a min-max scaling.
SLACK = 1e-3
HARDLY = 0.02  # of the loss, gained in the range test's steps
FEW = 0.05  # of the rows, whose targets do not sum to 1: they may be mistakes
Evidence = Mapping[str, Any]


class Case(NamedTuple):
    """The arguments of a rule: an output, what its loss expects, and all targets."""

    head: OutputHead
    spec: LossSpec
    targets: NDArray[Any]


class Rule(NamedTuple):
    """A mismatch of loss, output and targets, and the finding it makes."""

    key: str
    likelihood: float
    # Evidence, or True without any, if a case breaks the rule; else None or False.
    applies: Callable[[Case], Evidence | bool | None]
    always: bool = True  # whether it is asked of an output that has learned as well


def _categorical_of_one(case: Case) -> bool:
    has_one = case.spec.output == "distribution" and case.head.units == 1
    return has_one and case.head.loss_name != "kl_divergence"


def _probabilities_expected(case: Case) -> bool:
    activation = case.head.activation
    is_logit = activation in RANGES and activation not in PROBABILITIES
    return is_logit and case.spec.output != "any" and not case.head.from_logits


def _beyond_loss(case: Case) -> Evidence | None:
    if case.spec.class_numbers:
        return None
    return _outside(case.targets, case.spec.least, case.spec.most)


def _beyond_output(case: Case) -> Evidence | None:
    if case.spec.class_numbers or case.spec.output != "any" or "hinge" in case.head.loss_name:
        return None
    return _outside(case.targets, *RANGES.get(case.head.activation, (-INFINITE, INFINITE)))


def _outside(targets: NDArray[Any], least: float, most: float) -> Evidence | None:
    outside = (targets < least - SLACK) | (targets > most + SLACK)
    if not outside.any():
        return None
    return {
        "least": float(targets.min()),
        "most": float(targets.max()),
        "low": float(least),
        "high": float(most),
        "share": f"{outside.mean():.0%}",
    }


def _beyond_units(case: Case) -> Evidence | None:
    units = case.head.units
    if not case.spec.class_numbers or units is None or not case.targets.size:
        return None
    outside = (case.targets < 0) | (case.targets >= units)
    if not outside.any():
        return None
    return {
        "least": class_number(case.targets.min()),
        "most": class_number(case.targets.max()),
        "last": units - 1,
        "share": f"{outside.mean():.0%}",
    }


def _class_fraction(case: Case) -> Evidence | None:
    broken = case.targets != np.floor(case.targets)
    if not case.spec.class_numbers or not broken.any():
        return None
    least, most = float(case.targets.min()), float(case.targets.max())
    return {"least": least, "most": most, "share": f"{broken.mean():.0%}"}


def _broadcast(case: Case) -> Evidence | None:
    units, axes = case.head.units, case.head.predictions[0].ndim
    if case.spec.class_numbers or units is None or case.targets.ndim == 0:
        return None
    if units == 1 and 1 < case.targets.ndim == axes - 1:
        return None  # a target for every step: Keras adds the last axis
    width = case.targets.shape[-1] if case.targets.ndim > 1 else 1
    return {"width": width} if units != width and 1 in (units, width) else None


def _no_distribution(case: Case) -> Evidence | None:
    if case.spec.output != "distribution" or case.spec.class_numbers or case.targets.ndim < 2:
        return None
    sums = case.targets.sum(axis=-1)
    far = np.abs(sums - 1) > SLACK
    if not far.any() or case.targets.shape[-1] < 2:
        return None
    return {"sum": float(sums[far].flat[0]), "share": f"{far.mean():.0%}"}


def _beside_softmax(case: Case) -> Evidence | None:
    """Targets, as of several labels a row, whose sum is not 1 as a softmax's is."""
    is_one_row = case.targets.ndim > 1 and case.targets.shape[-1] == case.head.units
    if case.head.activation != "softmax" or case.spec.output == "distribution" or not is_one_row:
        return None
    sums = case.targets.sum(axis=-1)
    far = np.abs(sums - 1) > SLACK
    return (
        {"share": f"{far.mean():.0%}", "sum": float(sums[far].max())} if far.mean() > FEW else None
    )


def _has_classes(targets: NDArray[Any]) -> bool:
    """Whether targets are columns of 0 and 1."""
    is_wide = targets.ndim > 1 and targets.shape[-1] > 1
    return is_wide and bool(np.isin(targets, (0, 1)).all())


def _percentage_of_zero(case: Case) -> Evidence | None:
    zeros = np.abs(case.targets) < TINY
    if case.head.loss_name != "mean_absolute_percentage_error" or not zeros.any():
        return None
    return {"share": f"{zeros.mean():.0%}"}


def _absolute_error_of_classes(case: Case) -> bool:
    is_class = bool(np.isin(case.targets, (0, 1)).all())
    is_error = case.head.loss_name == "mean_absolute_error"
    return is_error and is_class and case.head.activation in PROBABILITIES


def _relu_of_classes(case: Case) -> bool:
    is_class = bool(np.isin(case.targets, (0, 1)).all())
    return is_class and case.spec.output == "any" and case.head.activation in ("relu", "relu6")


def _exclusive_classes(case: Case) -> Evidence | None:
    """One-hot rows under a loss that asks each unit alone; "no" to all of them is nearly right."""
    if case.spec.output != "probability" or not _has_classes(case.targets):
        return None
    if not (case.targets.sum(axis=-1) == 1).all():
        return None
    units = case.targets.shape[-1]
    return {"score": f"{1 - 1 / units:.0%}"}


def class_number(value: Any) -> int | float:
    """A class number as it is written: 1 for 1.0."""
    return int(value) if float(value).is_integer() else float(value)


# The first that applies is the cause; its consequences are not reported as well.
RULES = (
    Rule(
        "softmax-of-one",
        0.99,
        lambda case: case.head.activation == "softmax" and case.head.units == 1,
    ),
    Rule("categorical-of-one", 0.98, _categorical_of_one),
    Rule("class-fraction", 0.97, _class_fraction),
    Rule("class-beyond-units", 0.97, _beyond_units),
    Rule("target-width", 0.96, _broadcast),
    Rule("percentage-of-zero", 0.96, _percentage_of_zero),
    Rule("target-beyond-loss", 0.96, _beyond_loss),
    Rule("target-no-distribution", 0.95, _no_distribution),
    Rule("probabilities-expected", 0.95, _probabilities_expected),
    Rule(
        "logits-expected",
        0.94,
        lambda case: case.head.from_logits and case.head.activation in PROBABILITIES,
    ),
    Rule("softmax-sum", 0.94, _beside_softmax),
    Rule(
        "softmax-binary",
        0.93,
        lambda case: case.head.activation == "softmax" and case.spec.output == "probability",
    ),
    Rule(
        "sigmoid-categorical",
        0.93,
        lambda case: (
            case.head.activation in ("sigmoid", "hard_sigmoid")
            and case.spec.output == "distribution"
        ),
    ),
    Rule("target-beyond-output", 0.95, _beyond_output),
    Rule("relu-of-classes", 0.75, _relu_of_classes, always=False),
    Rule("exclusive-classes", 0.72, _exclusive_classes, always=False),
    Rule("absolute-error-classes", 0.8, _absolute_error_of_classes, always=False),
)


def loss_mismatch(context: Context) -> Iterator[Finding]:
    """For each output, the first rule of the table that it, its loss and its targets break."""
    for head in context.heads:
        spec, targets = head.spec, context.targets_of(head)
        if spec is None or targets is None:
            continue
        counted = head.counted(targets)
        case = Case(head, spec, targets if counted.all() else targets[counted])
        for rule in RULES:
            if not rule.always and head not in context.unlearned:
                continue
            if found := rule.applies(case):
                evidence = {
                    "activation": head.activation or "?",
                    "loss": head.loss_name,
                    "units": head.units or 0,
                    **head.evidence,
                    **(found if isinstance(found, Mapping) else {}),
                }
                yield Finding(rule.key, rule.likelihood, head.where, evidence)
                break


def squared_error_of_classes(context: Context) -> Iterator[Finding]:
    """Squared or absolute errors of one-hot classes that come down hardly at all.

    A softmax under them has next to no gradient where it is surely wrong; a linear output spends
    it on its scale.
    """
    for head in context.unlearned:
        if head.loss_name not in ("mean_squared_error", "mean_absolute_error", "huber"):
            continue
        targets = context.targets_of(head)
        if targets is None or not _has_classes(targets) or context.gain > HARDLY:
            continue
        if head.activation in ("softmax", "linear", "") and bool(np.all(targets.sum(axis=-1) == 1)):
            evidence = {
                "loss": head.loss_name,
                "activation": head.activation or "linear",
                "units": head.units or 0,
            }
            yield Finding("squared-error-classes", 0.72, head.where, evidence | head.evidence)
