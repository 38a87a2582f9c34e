"""The texts of each finding: what was found, and the remedy. The words are in `text`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Texts(NamedTuple):
    """Keys of `text`; their variables are a finding's evidence, and `where`."""

    said: str
    remedy: str

    @property
    def key(self) -> str:
        """The finding's, after which its remedy is called."""
        return self.remedy.removeprefix("diagnosis-").removesuffix("-remedy")


# Both written out: whoever looks for a message finds where it is asked for.
_TEXTS = (
    Texts("diagnosis-not-finite-data", "diagnosis-not-finite-data-remedy"),
    Texts("diagnosis-not-finite-weight", "diagnosis-not-finite-weight-remedy"),
    Texts("diagnosis-not-finite-value", "diagnosis-not-finite-value-remedy"),
    Texts("diagnosis-not-finite-value", "diagnosis-diverged-remedy"),
    Texts("diagnosis-not-finite-gradient", "diagnosis-not-finite-gradient-remedy"),
    Texts("diagnosis-not-finite-update", "diagnosis-not-finite-update-remedy"),
    Texts("diagnosis-not-finite-step", "diagnosis-not-finite-step-remedy"),
    Texts("diagnosis-not-finite-validation", "diagnosis-not-finite-validation-remedy"),
    Texts("diagnosis-saturated", "diagnosis-saturated-remedy"),
    Texts("diagnosis-saturated-output", "diagnosis-saturated-output-remedy"),
    Texts("diagnosis-dead-relu", "diagnosis-dead-relu-remedy"),
    Texts("diagnosis-vanishing", "diagnosis-vanishing-remedy"),
    Texts("diagnosis-exploding", "diagnosis-exploding-remedy"),
    Texts("diagnosis-vanishing-time", "diagnosis-vanishing-time-remedy"),
    Texts("diagnosis-exploding-time", "diagnosis-exploding-time-remedy"),
    Texts("diagnosis-copies", "diagnosis-copies-remedy"),
    Texts("diagnosis-unused", "diagnosis-unused-remedy"),
    Texts("diagnosis-no-slope", "diagnosis-no-slope-remedy"),
    Texts("diagnosis-zero-gradient", "diagnosis-zero-gradient-remedy"),
    Texts("diagnosis-output-without-loss", "diagnosis-output-without-loss-remedy"),
    Texts("diagnosis-nothing-trainable", "diagnosis-nothing-trainable-remedy"),
    Texts("diagnosis-softmax-of-one", "diagnosis-softmax-of-one-remedy"),
    Texts("diagnosis-categorical-of-one", "diagnosis-categorical-of-one-remedy"),
    Texts("diagnosis-class-beyond-units", "diagnosis-class-beyond-units-remedy"),
    Texts("diagnosis-target-width", "diagnosis-target-width-remedy"),
    Texts("diagnosis-target-beyond-loss", "diagnosis-target-beyond-loss-remedy"),
    Texts("diagnosis-target-no-distribution", "diagnosis-target-no-distribution-remedy"),
    Texts("diagnosis-probabilities-expected", "diagnosis-probabilities-expected-remedy"),
    Texts("diagnosis-logits-expected", "diagnosis-logits-expected-remedy"),
    Texts("diagnosis-softmax-binary", "diagnosis-softmax-binary-remedy"),
    Texts("diagnosis-sigmoid-categorical", "diagnosis-sigmoid-categorical-remedy"),
    Texts("diagnosis-target-beyond-output", "diagnosis-target-beyond-output-remedy"),
    Texts("diagnosis-labels-constant", "diagnosis-labels-constant-remedy"),
    Texts("diagnosis-labels-random", "diagnosis-labels-random-remedy"),
    Texts("diagnosis-targets-random", "diagnosis-targets-random-remedy"),
    Texts("diagnosis-inputs-scales", "diagnosis-inputs-scales-remedy"),
    Texts("diagnosis-inputs-offset", "diagnosis-inputs-offset-remedy"),
    Texts("diagnosis-inputs-large", "diagnosis-inputs-large-remedy"),
    Texts("diagnosis-inputs-constant", "diagnosis-inputs-constant-remedy"),
    Texts("diagnosis-targets-far", "diagnosis-targets-far-remedy"),
    Texts("diagnosis-rate-too-large", "diagnosis-rate-too-large-remedy"),
    Texts("diagnosis-rate-zero", "diagnosis-rate-zero-remedy"),
    Texts("diagnosis-rate-too-small", "diagnosis-rate-too-small-remedy"),
    Texts("diagnosis-not-separable", "diagnosis-not-separable-remedy"),
    Texts("diagnosis-plateau", "diagnosis-plateau-remedy"),
)
TEXTS: Mapping[str, Texts] = {each.key: each for each in _TEXTS}
