"""Units that do not respond: saturated activations and gates, dead ReLUs, outputs that are wrong
and saturated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.diagnosis.model_ends import activations_of, before_softmax, layer_of
from glassnet.diagnosis.nonlinearity import BENDING, Nonlinearity, Shape, nonlinearities
from glassnet.diagnosis.output_head import OutputHead
from glassnet.graph.builder import LOSS
from glassnet.graph.graph import Node
from glassnet.text.numbers import format_number
from glassnet.training.compilation import kept_with_model

Array = NDArray[Any]

# Mean slope, as a share of the largest: see tests/diagnosis and the measurements there.
SATURATED = 0.1
# Of a layer's units, dead on all rows. Of 8 relus on XOR's four rows one in four is dead at the
# start, and that network learns.
DEAD = 0.75
NO_SLOPE = 1e-6  # of the largest slope: a relu's is 0, an elu's e^z
# Of one output's loss by z. MSE at a sigmoid that is wrong has 2·0.5·0.25 where it is not stuck.
STUCK = 0.01
OUTPUT = 0.78  # likelihood, below a hidden layer's: what saturates first is the cause
MOST_STUCK = 0.2  # of all outputs
CROSS = "crossentropy"  # how the names of such losses end
DERIVATIVES: Mapping[str, str] = dict.fromkeys(("sigmoid", "softmax"), "h(1 − h)") | {
    "tanh": "(1 − h²)"
}


class Activation(NamedTuple):
    """A nonlinearity of a layer with its numbers."""

    name: str  # the activation's or the gate's
    function: Nonlinearity
    slopes: Array  # |f′| at each number of its input
    shape: Shape  # elsewhere

    @property
    def saturates(self) -> bool:
        """Whether it is flat on both sides; a relu at 0 is at rest."""
        return self.shape.flat_below and self.shape.flat_above

    @property
    def rests(self) -> bool:
        """Whether it has a side where it is 0 or a little less, without a gradient."""
        return self.shape.flat_below and (not self.shape.flat_above or self.name == "relu6")

    @property
    def alive(self) -> Array:
        """[units] whether each has a slope on some row."""
        slopes = self.slopes.reshape(-1, self.slopes.shape[-1])
        return slopes.max(axis=0) > NO_SLOPE * self.shape.largest_slope


def saturated_layers(context: Context) -> Iterator[Finding]:
    """Hidden layers most of whose units have no slope on any row, so that no gradient passes them
    now or later; or most of whose activations and gates let hardly any pass."""
    found = list(_activations(context))
    outputs = _output_nodes(context, found)
    layers: dict[str, list[Activation]] = {}
    for each in found:
        if each.function.result in context.unlearned_ancestors:
            layers.setdefault(layer_of(each.function.result), []).append(each)
    for layer, activations in layers.items():
        hidden = [each for each in activations if each.function.result not in outputs]
        finding = _dead(context, layer, activations) or _saturated(context, layer, hidden)
        if finding is not None:
            yield finding


def hidden_activations(context: Context) -> list[Activation]:
    """The activations of all layers but those of the outputs."""
    found = list(_activations(context))
    outputs = _output_nodes(context, found)
    return [each for each in found if each.function.result not in outputs]


def _output_nodes(context: Context, found: Sequence[Activation]) -> set[Node]:
    last = (_output_activation(found, head) for head in context.heads)
    return {each.function.result for each in last if each is not None}


def _dead(context: Context, layer: str, activations: Sequence[Activation]) -> Finding | None:
    resting = [each for each in activations if each.rests]
    kinds = {(each.name, each.function.result.shape[-1:]) for each in resting}
    if len(kinds) != 1 or not resting[0].function.result.shape:
        return None
    alive = np.any([each.alive for each in resting], axis=0)
    dead, units = int((~alive).sum()), len(alive)
    if dead < DEAD * units:
        return None
    inputs = [context.value(each.function.input) for each in resting]
    least, most = float(min(z.min() for z in inputs)), float(max(z.max() for z in inputs))
    if least == most == 0:
        return None  # they rest on the edge: weights of 0 or a layer before are the cause
    evidence: dict[str, Any] = {
        "activation": resting[0].name,
        "dead": dead,
        "units": units,
        "least": least,
        "most": most,
        "which": first_few(np.flatnonzero(~alive)),
    }
    likelihood = 0.95 if dead == units else 0.6 + 0.2 * dead / units
    return Finding("dead-relu", likelihood, layer, evidence, "∂L/∂z = ∂L/∂h · 0")


def _saturated(context: Context, layer: str, activations: Sequence[Activation]) -> Finding | None:
    kinds: dict[str, list[Activation]] = {}
    for each in activations:
        if each.saturates:
            kinds.setdefault(each.name, []).append(each)
    shares = {
        name: _mean([each.slopes / each.shape.largest_slope for each in kind])
        for name, kind in kinds.items()
    }
    flat = [name for name, share in shares.items() if share < SATURATED]
    if not flat or 2 * len(flat) < len(kinds):
        return None
    several = [each for name in flat for each in kinds[name]]
    names, slope = ", ".join(flat), _mean([each.slopes for each in several])
    evidence = {
        "activation": names,
        "slope": slope,
        "largest": max(each.shape.largest_slope for each in several),
        "input": _mean([np.abs(context.value(each.function.input)) for each in several]),
    }
    share = float(np.mean([shares[name] for name in flat]))
    likelihood = 0.8 + 0.1 * (1 - share / SATURATED)
    return Finding("saturated", likelihood, layer, evidence, _product(names, slope))


class Output(NamedTuple):
    """An output h of pre-activations z."""

    name: str  # the activation's
    value: Array  # h
    gradient: Array  # ∂L/∂z
    slopes: Array  # ∂h/∂z at each number
    largest_slope: float  # that is possible
    is_softmax: bool = False  # whether h is the softmax of all of z

    @property
    def terms(self) -> int:
        """Number of terms that the loss is the mean of."""
        return self.value.size // (self.value.shape[-1] if self.is_softmax else 1)


def saturated_outputs(context: Context) -> Iterator[Finding]:
    """Outputs that are saturated where they are wrong by more than half."""
    found = list(_activations(context))
    for head in context.unlearned:
        output = _softmax(context, head) or _output(context, _output_activation(found, head))
        wrong = None if output is None else _is_wrong(head, output.value)
        if output is None or wrong is None:
            continue
        # With cross-entropy ∂L/∂z is (h − y) by the count of what the loss is the mean of, where
        # nothing is clipped: 0.5 by it at least there. An image has as many outputs as pixels.
        stuck = wrong & (np.abs(output.gradient) * output.terms < STUCK)
        stuck &= output.slopes < SATURATED * output.largest_slope
        share = float((stuck.any(axis=-1) if output.is_softmax else stuck).mean())
        if share > MOST_STUCK:
            slope = _mean([output.slopes[stuck]])
            evidence = {"activation": output.name, "share": f"{share:.0%}", "slope": slope}
            evidence["loss"] = CROSS if head.loss_name.endswith(CROSS) else head.loss_name
            product = _product(output.name, slope)
            yield Finding("saturated-output", OUTPUT, head.layer, evidence, product)


def _output(context: Context, last: Activation | None) -> Output | None:
    if last is None or (gradient := context.gradient(last.function.input)) is None:
        return None
    value = context.value(last.function.result)
    return Output(last.name, value, gradient, last.slopes, last.shape.largest_slope)


def _output_activation(found: Sequence[Activation], head: OutputHead) -> Activation | None:
    """The activation that makes an output, if it is flat on both sides."""
    making = [each for each in found if head.computes(each.function.result)]
    return making[-1] if making and making[-1].saturates else None


def _softmax(context: Context, head: OutputHead) -> Output | None:
    for node in reversed(context.graph.nodes):
        logits = before_softmax(node) if head.computes(node) else None
        gradient = None if logits is None else context.gradient(logits)
        if gradient is not None and node.shape[-1] > 1:  # of one unit it is 1 anyway
            value = context.value(node)
            return Output("softmax", value, gradient, value * (1 - value), 0.25, is_softmax=True)
    return None


def _is_wrong(head: OutputHead, value: Array) -> Array | None:
    """Mask of outputs that are wrong by more than half; None if it is unknown what is right."""
    targets = head.targets
    if targets is not None and targets.size == value.size:
        return np.abs(value - targets.reshape(value.shape)) > 0.5
    numbers = head.spec is not None and head.spec.class_numbers
    # Not of one time step, as where a TimeDistributed layer is unrolled.
    if targets is not None and numbers and targets.size * value.shape[-1] == value.size:
        one_hot = targets.reshape(*value.shape[:-1], 1) == np.arange(value.shape[-1])
        counted = head.counted(targets).reshape(*value.shape[:-1], 1)
        return counted & (np.abs(value - one_hot) > 0.5)
    return None


def _activations(context: Context) -> Iterator[Activation]:
    """Nonlinearities of layers that have a slope somewhere."""
    names = activations_of(context.model)
    for function in nonlinearities(context.graph):
        layer = layer_of(function.result)
        if layer in ("", LOSS):
            continue
        key = ("nonlinearity", function.key)
        slope, shape = kept_with_model(context.model, key, partial(_compile, function))
        if shape.largest_slope > 0:
            last = next(each for each in reversed(function.steps) if each.operation in BENDING)
            name = function.name or names.get(layer.split("/")[-1], "") or last.operation
            yield Activation(name, function, slope(context.value(function.input)), shape)


def _compile(function: Nonlinearity) -> tuple[Callable[[Array], Array], Shape]:
    slope = function.slope()
    return slope, function.shape(slope)


def _product(name: str, slope: float) -> str:
    derivative = DERIVATIVES.get(name, "f′(z)")
    return f"∂L/∂z = ∂L/∂h · {derivative}, {derivative} = {format_number(slope)}"


def _mean(values: Sequence[Array]) -> float:
    return float(np.mean([float(np.mean(value, dtype=np.float64)) for value in values]))
