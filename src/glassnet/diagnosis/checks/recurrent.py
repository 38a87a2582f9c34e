"""Gradients that vanish or explode on their way back through the steps of a recurrent layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.baselines import Table
from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.labels import FEWEST as FEWEST_ROWS
from glassnet.diagnosis.time_steps import Recurrence, recurrences
from glassnet.text.numbers import format_number

# From the last step to another. At the start, with Keras' defaults, each step of SimpleRNN or LSTM
# multiplies the gradient by 0.75 to 0.82, of GRU by 0.58 to 0.64: ordinary networks begin so and
# learn, since what matters is most often in the last steps. Where it is in the first (of 20 to 100
# steps; 2,000 rows, 40 epochs of Adam), of 13 to whose first step 4e-5 to 2e-2 arrives 11 had
# learned or were on their way, of 26 with less than 3e-5 none.
LOST_OVER_TIME = 1e-5
# Networks that have learned to look far back: 0.1 to 75.
EXPLODES_OVER_TIME = 1e3
# Standard deviations of shuffled targets above their mean: of a plain rule that knows the lost
# steps TOLD, and of one that knows the others less than SURE.
SURE, TOLD = 2.5, 5.0
VOCABULARY = 50  # words that are told apart


def vanishing_over_time(of: Examination) -> Iterator[Finding]:
    """Hardly any gradient arrives at the steps that tell the targets, and the others tell nothing.

    That early steps get little is how recurrent networks are; what it costs shows in the data.
    """
    layers = [each for each in recurrences(of) if each.whole < LOST_OVER_TIME]
    arriving = _arriving(of) if layers else None
    if arriving is None or not (arriving < LOST_OVER_TIME).any():
        return
    told = list(_told_by(of, arriving < LOST_OVER_TIME))
    for layer in layers:
        for each in told:
            yield _finding("vanishing-time", 0.86, layer, each)


def exploding_over_time(of: Examination) -> Iterator[Finding]:
    """Much more arrives at the first step than at the last."""
    for layer in recurrences(of):
        if layer.whole > EXPLODES_OVER_TIME:
            yield _finding("exploding-time", 0.9, layer, {})


def _arriving(of: Examination) -> NDArray[np.float64] | None:
    """[steps] of the gradient at each step of the data, as a share of the most.

    At the data or, of words' numbers, at the vectors that are made of them: a bidirectional layer
    brings to one end what it loses at the other.
    """
    if len(of.x) != 1 or of.x[0].ndim < 2:
        return None
    made = [result for step in of.graph.steps for result in step.results]
    for node in [*(each for each in of.graph.inputs if each.name == "x"), *made]:
        gradient = of.gradient(node) if node.shape[:2] == (of.rows, of.x[0].shape[1]) else None
        if gradient is not None:
            by_step = np.moveaxis(gradient.astype(np.float64), 1, 0)
            norms = np.linalg.norm(by_step.reshape(len(by_step), -1), axis=1)
            return norms / max(norms.max(), 1e-300)
    return None


def _told_by(of: Examination, lost: NDArray[np.bool_]) -> Iterator[Mapping[str, Any]]:
    """Of each output whose targets follow from the lost steps and not from the others: how well."""
    x = _as_numbers(of.x[0])
    for ending in of.unlearned:
        given, told = of.given(ending), of.told(ending)
        early = Table.from_arrays([x[:, lost]], given, ending.units, told=told)
        late = Table.from_arrays([x[:, ~lost]], given, ending.units, told=told)
        if early is None or late is None or early.targets.weight < FEWEST_ROWS:
            continue
        sureness = early.sureness
        best = max(sureness, key=lambda name: sureness[name])
        if sureness[best] > TOLD and max(late.sureness.values()) < SURE:
            told = {
                "early": early.rules[best],
                "late": late.rules[best],
                "chance": early.bars[best],
            }
            shares = {name: f"{each:.0%}" for name, each in told.items()}
            yield {"lost": int(lost.sum())} | (shares if early.classes else told) | ending.named


def _as_numbers(x: NDArray[Any]) -> NDArray[Any]:
    """Numbers of words as one-hot, where these are few."""
    if np.issubdtype(x.dtype, np.floating):
        return x
    words, numbers = np.unique(x, return_inverse=True)
    if len(words) > VOCABULARY:
        return x
    return np.eye(len(words), dtype=np.float32)[numbers.reshape(x.shape)]


def _finding(key: str, likelihood: float, layer: Recurrence, told: Mapping[str, Any]) -> Finding:
    evidence: dict[str, Any] = {
        "first_norm": layer.norms[0],
        "last_norm": layer.norms[-1],
        "factor": layer.factor,
        "steps": len(layer.steps),
    }
    count = len(layer.steps) - 1
    product = f"{format_number(layer.norms[-1])} · {format_number(layer.factor)}^{count}"
    said = f"‖∂L/∂{layer.layer}[{layer.steps[0]}]‖ = {product} = {format_number(layer.norms[0])}"
    return Finding(key, likelihood, layer.layer, evidence | dict(told), said)
