"""The texts of each finding: what was found, and the remedy. The words are in `messages`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Texts(NamedTuple):
    """Keys of messages; their variables are a finding's evidence, and `where`."""

    said: str
    remedy: str


TEXTS: Mapping[str, Texts] = {
    "not-finite-data": Texts("diagnosis-not-finite-data", "diagnosis-not-finite-data-remedy"),
    "not-finite-weight": Texts("diagnosis-not-finite-weight", "diagnosis-not-finite-weight-remedy"),
    "not-finite-value": Texts("diagnosis-not-finite-value", "diagnosis-not-finite-value-remedy"),
    "diverged": Texts("diagnosis-not-finite-value", "diagnosis-diverged-remedy"),
    "not-finite-gradient": Texts(
        "diagnosis-not-finite-gradient", "diagnosis-not-finite-gradient-remedy"
    ),
    "not-finite-update": Texts("diagnosis-not-finite-update", "diagnosis-not-finite-update-remedy"),
    "not-finite-step": Texts("diagnosis-not-finite-step", "diagnosis-not-finite-step-remedy"),
    "saturated": Texts("diagnosis-saturated", "diagnosis-saturated-remedy"),
    "saturated-output": Texts("diagnosis-saturated-output", "diagnosis-saturated-output-remedy"),
    "dead-relu": Texts("diagnosis-dead-relu", "diagnosis-dead-relu-remedy"),
    "vanishing": Texts("diagnosis-vanishing", "diagnosis-vanishing-remedy"),
    "exploding": Texts("diagnosis-exploding", "diagnosis-exploding-remedy"),
    "vanishing-time": Texts("diagnosis-vanishing-time", "diagnosis-vanishing-time-remedy"),
    "exploding-time": Texts("diagnosis-exploding-time", "diagnosis-exploding-time-remedy"),
    "copies": Texts("diagnosis-copies", "diagnosis-copies-remedy"),
    "unused": Texts("diagnosis-unused", "diagnosis-unused-remedy"),
    "no-slope": Texts("diagnosis-no-slope", "diagnosis-no-slope-remedy"),
    "zero-gradient": Texts("diagnosis-zero-gradient", "diagnosis-zero-gradient-remedy"),
    "output-without-loss": Texts(
        "diagnosis-output-without-loss", "diagnosis-output-without-loss-remedy"
    ),
    "nothing-trainable": Texts("diagnosis-nothing-trainable", "diagnosis-nothing-trainable-remedy"),
    "softmax-of-one": Texts("diagnosis-softmax-of-one", "diagnosis-softmax-of-one-remedy"),
    "categorical-of-one": Texts(
        "diagnosis-categorical-of-one", "diagnosis-categorical-of-one-remedy"
    ),
    "class-beyond-units": Texts(
        "diagnosis-class-beyond-units", "diagnosis-class-beyond-units-remedy"
    ),
    "target-width": Texts("diagnosis-target-width", "diagnosis-target-width-remedy"),
    "target-beyond-loss": Texts(
        "diagnosis-target-beyond-loss", "diagnosis-target-beyond-loss-remedy"
    ),
    "target-no-distribution": Texts(
        "diagnosis-target-no-distribution", "diagnosis-target-no-distribution-remedy"
    ),
    "probabilities-expected": Texts(
        "diagnosis-probabilities-expected", "diagnosis-probabilities-expected-remedy"
    ),
    "logits-expected": Texts("diagnosis-logits-expected", "diagnosis-logits-expected-remedy"),
    "softmax-binary": Texts("diagnosis-softmax-binary", "diagnosis-softmax-binary-remedy"),
    "sigmoid-categorical": Texts(
        "diagnosis-sigmoid-categorical", "diagnosis-sigmoid-categorical-remedy"
    ),
    "target-beyond-output": Texts(
        "diagnosis-target-beyond-output", "diagnosis-target-beyond-output-remedy"
    ),
    "labels-constant": Texts("diagnosis-labels-constant", "diagnosis-labels-constant-remedy"),
    "labels-random": Texts("diagnosis-labels-random", "diagnosis-labels-random-remedy"),
    "targets-random": Texts("diagnosis-targets-random", "diagnosis-targets-random-remedy"),
    "inputs-scales": Texts("diagnosis-inputs-scales", "diagnosis-inputs-scales-remedy"),
    "inputs-offset": Texts("diagnosis-inputs-offset", "diagnosis-inputs-offset-remedy"),
    "inputs-large": Texts("diagnosis-inputs-large", "diagnosis-inputs-large-remedy"),
    "inputs-constant": Texts("diagnosis-inputs-constant", "diagnosis-inputs-constant-remedy"),
    "rate-too-large": Texts("diagnosis-rate-too-large", "diagnosis-rate-too-large-remedy"),
    "rate-zero": Texts("diagnosis-rate-zero", "diagnosis-rate-zero-remedy"),
    "rate-too-small": Texts("diagnosis-rate-too-small", "diagnosis-rate-too-small-remedy"),
    "not-separable": Texts("diagnosis-not-separable", "diagnosis-not-separable-remedy"),
    "plateau": Texts("diagnosis-plateau", "diagnosis-plateau-remedy"),
}
