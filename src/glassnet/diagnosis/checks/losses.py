"""Losses that do not fit the output, and targets that fit neither: a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.output_head import INFINITE, PROBABILITIES, RANGES, LossSpec, OutputHead

# Rounding of targets that sum to 1, or of a min-max scaling.
SLACK = 1e-3
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


def _broadcast(case: Case) -> Evidence | None:
    units = case.head.units
    if case.spec.class_numbers or units is None or case.targets.ndim == 0:
        return None
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
    Rule("class-beyond-units", 0.97, _beyond_units),
    Rule("target-width", 0.96, _broadcast),
    Rule("target-beyond-loss", 0.96, _beyond_loss),
    Rule("target-no-distribution", 0.95, _no_distribution),
    Rule("probabilities-expected", 0.95, _probabilities_expected),
    Rule(
        "logits-expected",
        0.94,
        lambda case: case.head.from_logits and case.head.activation in PROBABILITIES,
    ),
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
