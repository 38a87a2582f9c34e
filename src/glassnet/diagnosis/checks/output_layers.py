"""Layers at a model's end that an output should not have: noise, or a one-sided activation before
a softmax or sigmoid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import keras

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.model_ends import UNCHANGING, activation_of
from glassnet.diagnosis.output_head import PROBABILITIES
from glassnet.training.keras_model import layers_within
from glassnet.training.keras_outputs import producing_layers

# Layers that change numbers at random in training.
NOISE = (
    *("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise"),
    *("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
)
STRONG = 0.8  # rate; of a tenth of the units hardly anything is learned at once
WORSE = 1.05  # the loss in training, by the loss in inference
ONE_SIDED = ("relu", "relu6", "softplus", "exponential")


def output_layers(context: Context) -> Iterator[Finding]:
    """For each output, noise behind the last weights, and an activation before the last one."""
    for head in context.heads:
        made = _after_weights(list(producing_layers(context.model, head.place)))
        if head.loss_function is None or not made:
            continue
        noise = next((each for each in made if type(each).__name__ in NOISE), None)
        if noise is not None:
            evidence = {"kind": type(noise).__name__, "rate": float(getattr(noise, "rate", 0.0))}
            yield Finding("output-noise", 0.92, noise.name, evidence | head.evidence)
        activations = [name for each in made if (name := activation_of(each)) not in ("", "linear")]
        if len(activations) > 1 and activations[0] in PROBABILITIES:
            before = activations[1]
            if before in (*ONE_SIDED, *PROBABILITIES, "tanh"):
                evidence = {"activation": activations[0], "before": before}
                yield Finding("activation-twice", 0.9, made[-1].name, evidence | head.evidence)


def strong_dropout(context: Context) -> Iterator[Finding]:
    """Hidden layers that drop nearly everything, so that in training the outputs are more wrong
    than in inference: the share to keep was given for the one to drop."""
    strong = [
        each
        for each in layers_within(context.model)
        if type(each).__name__ in NOISE and getattr(each, "rate", 0.0) >= STRONG
    ]
    for head in context.unlearned if strong else ():
        inference, training = map(head.loss, head.predictions)
        if inference is None or training is None or training <= WORSE * inference:
            continue
        layer = max(strong, key=lambda each: each.rate)
        evidence = {"kind": type(layer).__name__, "rate": float(layer.rate)}
        evidence |= {"training": training, "inference": inference}
        yield Finding("dropout-strong", 0.8, layer.name, evidence | head.evidence)


def _after_weights(reverse: Sequence[Any]) -> list[Any]:
    """An output's operations from the last to the one with the last weights, that included.

    Empty where pooling, merging or a model of its own comes between: what they do to the numbers
    is meant.
    """
    found: list[Any] = []
    for each in reverse:
        if isinstance(each, keras.Model):
            return []
        found.append(each)
        if getattr(each, "trainable_variables", None):
            return found
        is_activation = activation_of(each) != ""
        if not is_activation and type(each).__name__ not in (*UNCHANGING, *NOISE):
            return []
    return []
