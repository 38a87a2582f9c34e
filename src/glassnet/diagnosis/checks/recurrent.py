"""Gradients that vanish or explode on their way back through the steps of a recurrent layer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.baselines import FEWEST as FEWEST_ROWS
from glassnet.diagnosis.baselines import Baselines
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.text.numbers import format_number

# From the last step to another. At the start, with Keras' defaults, each step of SimpleRNN or LSTM
# multiplies the gradient by 0.75 to 0.82, of GRU by 0.58 to 0.64: ordinary networks begin so and
# learn, since what matters is most often in the last steps. Where it is in the first (of 20 to 100
# steps; 2,000 rows, 40 epochs of Adam), of 13 to whose first step 4e-5 to 2e-2 arrives 11 had
# learned or were on their way, of 26 with less than 3e-5 none.
LOST_OVER_TIME = 1e-5
# Networks that have learned to look far back: 0.1 to 75.
EXPLODES_OVER_TIME = 1e3
# z-scores of a plain rule that sees the lost steps, and of one that sees the others.
TELLING, NOT_TELLING = 5.0, 2.5
VOCABULARY = 50  # words that are told apart
STEP = re.compile(r"(.*?)\[(\d+)\]")  # lstm[3]/forget_gate


class Recurrence(NamedTuple):
    """A recurrent layer's gradient step by step."""

    layer: str
    steps: tuple[int, ...]  # their numbers in the data, in the order of computing
    # At what each step leaves: at all of it that is used in the next step or after the last. In a
    # loop that is too long to be in the graph step by step, at the part of the sequence that each
    # step reads, which is its state's times weights and gates.
    norms: tuple[float, ...]

    @property
    def whole(self) -> float:
        """The factor by which the gradient changes from the last step to the first."""
        return self.norms[0] / max(self.norms[-1], 1e-300)

    @property
    def factor(self) -> float:
        """The factor per step, as a geometric mean."""
        return max(self.whole, 1e-300) ** (1 / (len(self.steps) - 1))


def vanishing_over_time(context: Context) -> Iterator[Finding]:
    """Vanishing gradient over time, at the very steps that determine the targets.

    That early steps get little is how recurrent networks are; what it costs shows in the data.
    """
    layers = [each for each in recurrences(context) if each.whole < LOST_OVER_TIME]
    arriving = _arriving_by_step(context) if layers else None
    if arriving is None or not (arriving < LOST_OVER_TIME).any():
        return
    telling = list(_lost_step_scores(context, arriving < LOST_OVER_TIME))
    for layer in layers:
        for evidence in telling:
            yield _finding("vanishing-time", 0.86, layer, evidence)


def exploding_over_time(context: Context) -> Iterator[Finding]:
    """Exploding gradient over time: much more arrives at the first step than at the last."""
    for layer in recurrences(context):
        if layer.whole > EXPLODES_OVER_TIME:
            yield _finding("exploding-time", 0.9, layer, {})


def _arriving_by_step(context: Context) -> NDArray[np.float64] | None:
    """[steps] norm of the gradient at each step of the data, as a share of the largest.

    At the data or, for token ids, at their embeddings: a bidirectional layer brings to one end what
    it loses at the other.
    """
    if len(context.x) != 1 or context.x[0].ndim < 2:
        return None
    results = [result for step in context.graph.steps for result in step.results]
    for node in [*(node for node in context.graph.inputs if node.name == "x"), *results]:
        if node.shape[:2] != (context.rows, context.x[0].shape[1]):
            continue
        gradient = context.gradient(node)
        if gradient is not None:
            by_step = np.moveaxis(gradient.astype(np.float64), 1, 0)
            norms = np.linalg.norm(by_step.reshape(len(by_step), -1), axis=1)
            return norms / max(norms.max(), 1e-300)
    return None


def _lost_step_scores(context: Context, lost: NDArray[np.bool_]) -> Iterator[Mapping[str, Any]]:
    """Scores of outputs whose targets follow from the lost steps and not from the others."""
    x = _as_numbers(context.x[0])
    for head in context.unlearned:
        targets, rows = context.targets_of(head), context.usable_rows(head)
        early, late = (
            Baselines.from_arrays([x[:, steps]], targets, head.units, usable_rows=rows)
            for steps in (lost, ~lost)
        )
        if early is None or late is None or early.targets.weight < FEWEST_ROWS:
            continue
        z_scores = early.z_scores
        best = max(z_scores, key=lambda name: z_scores[name])
        if z_scores[best] > TELLING and max(late.z_scores.values()) < NOT_TELLING:
            scores: Mapping[str, Any] = {
                "early": early.scores[best],
                "late": late.scores[best],
                "chance": early.chance[best],
            }
            if early.targets.classes:
                scores = {name: f"{score:.0%}" for name, score in scores.items()}
            yield {"lost": int(lost.sum()), **scores, **head.evidence}


def _as_numbers(x: NDArray[Any]) -> NDArray[Any]:
    """One-hot token ids, for small vocabularies."""
    if np.issubdtype(x.dtype, np.floating):
        return x
    words, numbers = np.unique(x, return_inverse=True)
    if len(words) > VOCABULARY:
        return x
    return np.eye(len(words), dtype=np.float32)[numbers.reshape(x.shape)]


def _finding(key: str, likelihood: float, layer: Recurrence, scores: Mapping[str, Any]) -> Finding:
    evidence: dict[str, Any] = {
        "of": "gradient",
        "first_norm": layer.norms[0],
        "last_norm": layer.norms[-1],
        "factor": layer.factor,
        "steps": len(layer.steps),
    }
    power = f"{format_number(layer.factor)}^{len(layer.steps) - 1}"
    product = f"{format_number(layer.norms[-1])} · {power} = {format_number(layer.norms[0])}"
    chain_rule = f"‖∂L/∂{layer.layer}[{layer.steps[0]}]‖ = {product}"
    return Finding(key, likelihood, layer.layer, evidence | dict(scores), chain_rule)


def recurrences(context: Context) -> list[Recurrence]:
    """Recurrent layers of at least two steps, with a gradient that arrives at the last one."""
    found = [*_unrolled(context), *_loops(context)]
    return [each for each in found if len(each.steps) > 1 and each.norms[-1] > 0]


def _unrolled(context: Context) -> Iterator[Recurrence]:
    states: dict[str, dict[int, list[float]]] = {}
    for node in context.graph.nodes:
        here = STEP.match(node.layer)
        if here is None or node not in context.unlearned_ancestors:
            continue
        users = (step.results[0].layer for step in context.graph.users[node])
        used_later = any(not f"{layer}/".startswith(f"{here[0]}/") for layer in users)
        if used_later and context.gradient(node) is not None:
            by_step = states.setdefault(here[1], {})
            by_step.setdefault(int(here[2]), []).append(context.gradient_norm(node))
    for layer, by_step in states.items():
        norms = tuple(math.hypot(*each) for each in by_step.values())
        yield Recurrence(layer, tuple(by_step), norms)


def _loops(context: Context) -> Iterator[Recurrence]:
    for step in context.graph.steps:
        layer = step.results[0].layer
        leads = layer and not context.unlearned_ancestors.isdisjoint(step.results)
        if step.operation != "scan" or not leads:
            continue
        # What it reads step by step: [steps, …] each.
        sequences = step.operands[step.params["num_consts"] + step.params["num_carry"] :]
        found = [gradient for node in sequences if (gradient := context.gradient(node)) is not None]
        gradients = [each.astype(np.float64) for each in found]
        if not gradients:
            continue
        squares = sum(np.square(each).reshape(len(each), -1).sum(axis=1) for each in gradients)
        norms: list[float] = np.sqrt(squares).tolist()
        steps = range(len(norms))
        if step.params["reverse"]:
            steps, norms = steps[::-1], norms[::-1]
        yield Recurrence(layer, tuple(steps), tuple(norms))
