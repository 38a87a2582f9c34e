"""Units that do not answer: saturated sigmoids, tanh and gates, dead relus, outputs that are wrong
and stuck."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import LOSS, Examination, makes
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layer_gradients import layer_of, listed
from glassnet.diagnosis.nonlinearity import BENDS, Bend, Form, bends
from glassnet.diagnosis.output_head import Ending, activations_of
from glassnet.diagnosis.output_layer import before_softmax
from glassnet.text.numbers import format_number
from glassnet.training.compilation import kept_with_model

Array = NDArray[Any]

# Mean slope, as a share of the largest: see tests/diagnosis and the measurements there.
SATURATED = 0.1
# Of a layer's units, dead on all rows. Of 8 relus on XOR's four rows one in four is dead at the
# start, and that network learns.
DEAD = 0.75
NONE = 1e-6  # of the largest slope: a relu's is 0, an elu's e^z
# Of one output's loss by z. MSE at a sigmoid that is wrong has 2·0.5·0.25 where it is not stuck.
STUCK = 0.01
OUTPUT = 0.78  # below a hidden layer's: what saturates first is the cause
MOST_STUCK = 0.2  # of all outputs
LETTERS: Mapping[str, str] = dict.fromkeys(("sigmoid", "softmax"), "h(1 − h)") | {
    "tanh": "(1 − h²)"
}


class Bent(NamedTuple):
    """A bend of a layer with its numbers. name: the activation's or the gate's. slopes: |f′| at all
    that goes in. form: of the function elsewhere."""

    name: str
    bend: Bend
    slopes: Array
    form: Form

    @property
    def closes(self) -> bool:
        """Whether it is flat on both sides; a relu that is 0 is at rest."""
        return self.form.below and self.form.above

    @property
    def rests(self) -> bool:
        """Whether it has a side where it gives 0 or a little less, and no gradient."""
        return self.form.below and (not self.form.above or self.name == "relu6")


def unanswering(of: Examination) -> Iterator[Finding]:
    """Hidden layers most of whose units have no slope on any row, so that no gradient passes them,
    now or later; or most of whose activations and gates have so little that hardly any passes."""
    found = list(_bent(of))
    ends = [_last(found, each) for each in of.endings]
    outputs = {end.bend.result for end in ends if end is not None}
    layers: dict[str, list[Bent]] = {}
    for each in found:
        if each.bend.result in of.open:
            layers.setdefault(layer_of(each.bend.result), []).append(each)
    for layer, bent in layers.items():
        hidden = [each for each in bent if each.bend.result not in outputs]
        finding = _dead(of, layer, bent) or _saturated(of, layer, hidden)
        if finding is not None:
            yield finding


def _dead(of: Examination, layer: str, bent: Sequence[Bent]) -> Finding | None:
    resting = [each for each in bent if each.rests]
    kinds = {(each.name, each.bend.result.shape[-1:]) for each in resting}
    if len(kinds) != 1 or not resting[0].bend.result.shape:
        return None
    alive = np.any([_alive(each) for each in resting], axis=0)
    count, units = int((~alive).sum()), len(alive)
    if count < DEAD * units:
        return None
    given = [of.value(each.bend.inside) for each in resting]
    evidence: dict[str, Any] = {"activation": resting[0].name, "dead": count, "units": units}
    evidence["least"] = float(min(each.min() for each in given))
    evidence["most"] = float(max(each.max() for each in given))
    if evidence["least"] == evidence["most"] == 0:
        return None  # they rest on the edge: weights of 0 or a layer before are the cause
    evidence["which"] = listed(np.flatnonzero(~alive))
    likelihood = 0.95 if count == units else 0.6 + 0.2 * count / units
    return Finding("dead-relu", likelihood, layer, evidence, "∂L/∂z = ∂L/∂h · 0")


def _saturated(of: Examination, layer: str, bent: Sequence[Bent]) -> Finding | None:
    kinds: dict[str, list[Bent]] = {}
    for each in bent:
        if each.closes:
            kinds.setdefault(each.name, []).append(each)
    shares = {
        name: _mean([each.slopes / each.form.largest for each in kind])
        for name, kind in kinds.items()
    }
    flat = [name for name, share in shares.items() if share < SATURATED]
    if not flat or 2 * len(flat) < len(kinds):
        return None
    several = [each for name in flat for each in kinds[name]]
    slope = _mean([each.slopes for each in several])
    evidence = {
        "activation": ", ".join(flat),
        "slope": slope,
        "largest": max(each.form.largest for each in several),
        "input": _mean([np.abs(of.value(each.bend.inside)) for each in several]),
    }
    share = float(np.mean([shares[name] for name in flat]))
    likelihood = 0.8 + 0.1 * (1 - share / SATURATED)
    return Finding("saturated", likelihood, layer, evidence, _product(", ".join(flat), slope))


def _alive(bent: Bent) -> Array:
    """[units] whether each has a slope on some row."""
    slopes = bent.slopes.reshape(-1, bent.slopes.shape[-1])
    return slopes.max(axis=0) > NONE * bent.form.largest


class Made(NamedTuple):
    """What makes an output. value: h. gradient: ∂L/∂z. slopes: ∂h/∂z at each number, at most
    `largest`. together: whether h is the softmax of all of z."""

    name: str
    value: Array
    gradient: Array
    slopes: Array
    largest: float
    together: bool = False

    @property
    def terms(self) -> int:
        """Of how many terms the loss is the mean."""
        return self.value.size // (self.value.shape[-1] if self.together else 1)


def stuck_outputs(of: Examination) -> Iterator[Finding]:
    """An output may be saturated where it is right; not where it is wrong by more than half."""
    found = list(_bent(of))
    for ending in of.unlearned:
        made = _softmax(of, ending) or _made(of, _last(found, ending))
        wrong = None if made is None else _wrong(ending, made.value)
        if made is None or wrong is None:
            continue
        # With cross-entropy ∂L/∂z is (h − y) by the count of what the loss is the mean of, where
        # nothing is clipped: 0.5 by it at least there. An image has as many outputs as pixels.
        stuck = wrong & (np.abs(made.gradient) * made.terms < STUCK)
        stuck &= made.slopes < SATURATED * made.largest
        share = float((stuck.any(axis=-1) if made.together else stuck).mean())
        if share > MOST_STUCK:
            slope = _mean([made.slopes[stuck]])
            evidence = {"activation": made.name, "share": f"{share:.0%}", "slope": slope}
            yield Finding(
                "saturated-output", OUTPUT, ending.layer, evidence, _product(made.name, slope)
            )


def _made(of: Examination, end: Bent | None) -> Made | None:
    if end is None or (gradient := of.gradient(end.bend.inside)) is None:
        return None
    return Made(end.name, of.value(end.bend.result), gradient, end.slopes, end.form.largest)


def _last(found: Sequence[Bent], ending: Ending) -> Bent | None:
    """That which makes an output, if it is flat on both sides."""
    making = [each for each in found if makes(ending, each.bend.result)]
    return making[-1] if making and making[-1].closes else None


def _softmax(of: Examination, ending: Ending) -> Made | None:
    for node in reversed(of.graph.nodes):
        inside = before_softmax(node) if makes(ending, node) else None
        gradient = None if inside is None else of.gradient(inside)
        if gradient is not None and node.shape[-1] > 1:  # of one unit it is 1 anyway
            value = of.value(node)
            return Made("softmax", value, gradient, value * (1 - value), 0.25, together=True)
    return None


def _wrong(ending: Ending, value: Array) -> Array | None:
    """Of each number of an output whether it is wrong; None where it is not known what is right."""
    targets = ending.targets
    if targets is not None and targets.size == value.size:
        return np.abs(value - targets.reshape(value.shape)) > 0.5
    if targets is not None and ending.wants and ending.wants.whole:
        of_classes = targets.reshape(*value.shape[:-1], 1) == np.arange(value.shape[-1])
        counted = ending.counted(targets).reshape(*value.shape[:-1], 1)
        return counted & (np.abs(value - of_classes) > 0.5)
    return None


def _bent(of: Examination) -> Iterator[Bent]:
    """Those of layers that have a slope somewhere."""
    named = activations_of(of.model)
    for bend in bends(of.graph):
        layer = layer_of(bend.result)
        if layer in ("", LOSS):
            continue
        slope, form = kept_with_model(of.model, ("bend", bend.written), lambda b=bend: _compiled(b))
        if form.largest > 0:
            last = next(each for each in reversed(bend.steps) if each.operation in BENDS)
            name = bend.name or named.get(layer.split("/")[-1], "") or last.operation
            yield Bent(name, bend, slope(of.value(bend.inside)), form)


def _compiled(bend: Bend) -> tuple[Callable[[Array], Array], Form]:
    slope = bend.slope()
    return slope, bend.form(slope)


def _product(name: str, slope: float) -> str:
    letters = LETTERS.get(name, "f′(z)")
    return f"∂L/∂z = ∂L/∂h · {letters}, {letters} = {format_number(slope)}"


def _mean(values: Sequence[Array]) -> float:
    return float(np.mean([float(np.mean(value, dtype=np.float64)) for value in values]))
