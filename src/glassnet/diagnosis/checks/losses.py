"""Losses that do not fit the output, and targets that fit neither: a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.loss_specs import PROBABILITIES, RANGES, Wants
from glassnet.diagnosis.output_head import Ending

# Rounding of targets that sum to 1, or of a min-max scaling.
SLACK = 1e-3


class Case(NamedTuple):
    """What a rule looks at: the ending, what its loss wants, and all targets."""

    ending: Ending
    wants: Wants
    targets: NDArray[Any]


class Rule(NamedTuple):
    """key: of the finding. found: the evidence, None where the rule does not apply."""

    key: str
    likelihood: float
    found: Callable[[Case], dict[str, Any] | None]


def _softmax_of_one(case: Case) -> dict[str, Any] | None:
    return {} if case.ending.activation == "softmax" and case.ending.units == 1 else None


def _categorical_of_one(case: Case) -> dict[str, Any] | None:
    of_one = case.wants.output == "distribution" and case.ending.units == 1
    return {} if of_one and case.ending.loss != "kl_divergence" else None


def _softmax_binary(case: Case) -> dict[str, Any] | None:
    return (
        {} if case.ending.activation == "softmax" and case.wants.output == "probability" else None
    )


def _sigmoid_categorical(case: Case) -> dict[str, Any] | None:
    mixed = case.ending.activation in ("sigmoid", "hard_sigmoid")
    return {} if mixed and case.wants.output == "distribution" else None


def _twice(case: Case) -> dict[str, Any] | None:
    return {} if case.ending.from_logits and case.ending.activation in PROBABILITIES else None


def _raw(case: Case) -> dict[str, Any] | None:
    known = case.ending.activation in RANGES and case.ending.activation not in PROBABILITIES
    raw = known and case.wants.output != "any" and not case.ending.from_logits
    return {} if raw else None


def _beyond_loss(case: Case) -> dict[str, Any] | None:
    if case.wants.whole:
        return None
    return _outside(case.targets, case.wants.least, case.wants.most)


def _beyond_output(case: Case) -> dict[str, Any] | None:
    if case.wants.whole or case.wants.output != "any" or "hinge" in case.ending.loss:
        return None
    return _outside(case.targets, *RANGES.get(case.ending.activation, (-np.inf, np.inf)))


def _beyond_units(case: Case) -> dict[str, Any] | None:
    units = case.ending.units
    if not case.wants.whole or units is None or not case.targets.size:
        return None
    outside = (case.targets < 0) | (case.targets >= units)
    if not outside.any():
        return None
    return {
        "least": number_of(case.targets.min()),
        "most": number_of(case.targets.max()),
        "last": units - 1,
        "share": f"{outside.mean():.0%}",
    }


def _broadcast(case: Case) -> dict[str, Any] | None:
    units = case.ending.units
    if case.wants.whole or units is None or case.targets.ndim == 0:
        return None
    width = case.targets.shape[-1] if case.targets.ndim > 1 else 1
    return {"width": width} if units != width and 1 in (units, width) else None


def _no_distribution(case: Case) -> dict[str, Any] | None:
    if case.wants.output != "distribution" or case.wants.whole or case.targets.ndim < 2:
        return None
    sums = case.targets.sum(axis=-1)
    far = np.abs(sums - 1) > SLACK
    if not far.any() or case.targets.shape[-1] < 2:
        return None
    return {"sum": float(sums[far].flat[0]), "share": f"{far.mean():.0%}"}


def _outside(targets: NDArray[Any], least: float, most: float) -> dict[str, Any] | None:
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


def number_of(value: Any) -> int | float:
    """A class number as it is written."""
    return int(value) if float(value).is_integer() else float(value)


# The first that applies is the cause; what follows from it is not said as well.
RULES = (
    Rule("softmax-of-one", 0.99, _softmax_of_one),
    Rule("categorical-of-one", 0.98, _categorical_of_one),
    Rule("class-beyond-units", 0.97, _beyond_units),
    Rule("target-width", 0.96, _broadcast),
    Rule("target-beyond-loss", 0.96, _beyond_loss),
    Rule("target-no-distribution", 0.95, _no_distribution),
    Rule("probabilities-expected", 0.95, _raw),
    Rule("logits-expected", 0.94, _twice),
    Rule("softmax-binary", 0.93, _softmax_binary),
    Rule("sigmoid-categorical", 0.93, _sigmoid_categorical),
    Rule("target-beyond-output", 0.95, _beyond_output),
)


def misfits(of: Examination) -> Iterator[Finding]:
    """Of each output the first rule of the table that it, its loss and its targets break."""
    for ending in of.endings:
        wants, targets = ending.wants, of.given(ending)
        if wants is None or targets is None:
            continue
        counted = ending.counted(targets)
        case = Case(ending, wants, targets if counted.all() else targets[counted])
        for rule in RULES:
            found = rule.found(case)
            if found is not None:
                said = {"activation": ending.activation or "?", "loss": ending.loss}
                said |= {"units": ending.units or 0} | ending.named
                yield Finding(rule.key, rule.likelihood, ending.where, said | found)
                break
