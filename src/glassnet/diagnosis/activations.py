"""Units that do not answer: saturated sigmoids and tanh, dead relus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.ending import Ending
from glassnet.diagnosis.examination import Examination, makes
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import activations, listed
from glassnet.graph.graph import Step
from glassnet.tracing.numbers import number

Array = NDArray[Any]


class Slope(NamedTuple):
    """The derivative of an activation by its result, in numbers and in letters; its largest."""

    of: Callable[[Array], Array]
    letters: str
    largest: float


SLOPES: Mapping[str, Slope] = {
    "sigmoid": Slope(lambda h: h * (1 - h), "h(1 − h)", 0.25),
    "tanh": Slope(lambda h: 1 - h**2, "(1 − h²)", 1.0),
}
# Mean slope, as a share of the largest: see tests/diagnosis and the measurements there.
SATURATED = 0.1
# Of a layer's units, dead on all rows. Of 8 relus on XOR's four rows one in four is dead at the
# start, and that network learns.
DEAD = 0.75


def saturated(of: Examination) -> Iterator[Finding]:
    """Hidden layers whose slopes are so small that hardly any gradient passes; outputs that are
    wrong and pass none."""
    outputs = {_last_activation(of, each): each for each in of.endings}
    for layer, steps in activations(of, tuple(SLOPES)):
        if steps[-1] in outputs:
            yield from _wrong_and_flat(of, layer, steps[-1], outputs[steps[-1]].targets)
            continue
        kind = steps[-1].operation
        slope = SLOPES[kind]
        share = _mean([slope.of(of.value(s.results[0])) for s in steps if s.operation == kind])
        if share < SATURATED * slope.largest:
            likelihood = 0.8 + 0.1 * (1 - share / (SATURATED * slope.largest))
            evidence = {
                "activation": kind,
                "slope": share,
                "largest": slope.largest,
                "input": _mean([np.abs(of.value(step.operands[0])) for step in steps]),
            }
            product = f"∂L/∂z = ∂L/∂h · {slope.letters}, {slope.letters} = {number(share)}"
            yield Finding("saturated", likelihood, layer, evidence, product)


def _wrong_and_flat(
    of: Examination, layer: str, step: Step, target: Array | None
) -> Iterator[Finding]:
    """An output may be saturated where it is right; not where it is wrong by more than half."""
    value = of.value(step.results[0])
    gradient = of.gradient(step.operands[0])
    if target is None or gradient is None or target.size != value.size:
        return
    wrong = np.abs(value - target.reshape(value.shape)) > 0.5
    # With cross-entropy ∂L/∂z is (h − y) by the count of outputs, of which the loss is the mean,
    # where nothing is clipped: 0.5 by it at least there. An image has as many outputs as pixels.
    flat = np.abs(gradient) * value.size < FLAT
    share = float((wrong & flat).mean())
    if share > MOST_FLAT:
        slope = SLOPES[step.operation]
        there = _mean([slope.of(value[wrong & flat])])
        evidence = {"activation": step.operation, "share": f"{share:.0%}", "slope": there}
        product = f"∂L/∂z = ∂L/∂h · {slope.letters}, {slope.letters} = {number(there)}"
        yield Finding("saturated-output", OUTPUT, layer, evidence, product)


# Of an output's loss by z. MSE at a sigmoid that is wrong has 2·0.5·0.25 where it is not flat.
FLAT = 0.01
OUTPUT = 0.78  # below a hidden layer's: what saturates first is the cause
MOST_FLAT = 0.2  # of all outputs


def dead_relus(of: Examination) -> Iterator[Finding]:
    """Layers most of whose relus are 0 on all rows: no gradient passes them, now or later."""
    for layer, steps in activations(of, ("relu",)):
        values = [of.value(step.results[0]) for step in steps]
        alive = np.any([value.reshape(-1, value.shape[-1]).max(axis=0) > 0 for value in values], 0)
        dead, units = int((~alive).sum()), len(alive)
        if dead >= DEAD * units:
            evidence: dict[str, Any] = {"dead": dead, "units": units}
            evidence |= {"input": _largest(of, steps), "which": listed(np.flatnonzero(~alive))}
            likelihood = 0.95 if dead == units else 0.6 + 0.2 * dead / units
            product = "∂L/∂z = ∂L/∂h · 0"
            yield Finding("dead-relu", likelihood, layer, evidence, product)


def _largest(of: Examination, steps: list[Step]) -> float:
    return float(max(of.value(step.operands[0]).max() for step in steps))


def _last_activation(of: Examination, ending: Ending) -> Step | None:
    """The step that makes an output, if that is a sigmoid or tanh."""
    bent = [step for step in of.graph.steps if step.operation in SLOPES]
    made = [step for step in bent if makes(ending, step.results[0])]
    return made[-1] if made and made[-1].operation == ending.activation else None


def _mean(values: list[Array]) -> float:
    return float(np.mean([float(np.mean(value, dtype=np.float64)) for value in values]))
