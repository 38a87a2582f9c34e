"""The remedies that a machine can apply: a table from findings to what they change in a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from glassnet.diagnosis.given_data import check_data
from glassnet.diagnosis.layer_changes import (
    all_trainable,
    bent,
    both_ways,
    drawn_anew,
    embedding_of_all_ids,
    less_dropout,
    other_seed,
    prepared_inputs,
    relus,
    scaled_outputs,
    smaller_gradients,
    steady_steps,
    with_axes,
    without,
    without_penalties,
)
from glassnet.diagnosis.model_ends import activation_of
from glassnet.diagnosis.optimizer_changes import (
    adam,
    after_diverging,
    finite_update,
    new_weights,
    other_rate,
    rate_above_zero,
)
from glassnet.diagnosis.output_changes import (
    Case,
    as_labels,
    as_one_class,
    as_quantities,
    as_several_classes,
    as_units,
    require_rebuildable,
    weighted_output_layer,
    with_activation,
    with_from_logits,
    with_loss,
)
from glassnet.diagnosis.output_head import PROBABILITIES
from glassnet.diagnosis.randomness import randomness_kept
from glassnet.diagnosis.rebuilding import Change, is_rebuildable, rebuilt, shapes_of_weights
from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.text import message
from glassnet.training import refusals
from glassnet.training.explained import mismatch
from glassnet.training.keras_data import as_arrays
from glassnet.training.keras_model import Model
from glassnet.training.keras_outputs import producing_layers

if TYPE_CHECKING:
    from glassnet.diagnosis.finding import Finding

SPARSE = "sparse_categorical_crossentropy"


def change_of(finding: Finding, model: Model, x: Any = None, y: Any = None) -> Change:
    """What a finding's remedy changes in a model.

    Raises:
        SettingError: no change of the model or of `compile` is its remedy; it needs x or y; or the
            model's `call` is Python and layers would have to change.
    """
    case = Case(finding, model, *as_arrays(x, y))
    if finding.key not in REMEDIES:
        raise case.refused()
    return REMEDIES[finding.key](case)


def can_apply(finding: Finding, model: Model, x: Any, y: Any) -> bool:
    """Whether `apply` has a remedy for this model."""
    with randomness_kept():
        try:
            change = change_of(finding, model, x, y)
        except (GlassnetError, ValueError, TypeError):
            return False
    return is_rebuildable(model) or not change.is_of_layers


def apply(finding: Finding, model: Model, x: Any = None, y: Any = None) -> Model:
    """A compiled copy of the model with the remedy; errors as from `change_of` and `rebuilt`.

    Raises:
        SettingError: this is no compiled model, or not the one that was diagnosed.
        DataError: the data do not fit the model.
    """
    refusals.check_compiled(model, "diagnose")
    check_data(x=x, y=y)
    if finding.shapes is not None and finding.shapes != shapes_of_weights(model):
        raise SettingError(message("diagnosis-apply-other", cause=finding.key, model=model.name))
    with randomness_kept():
        try:
            return rebuilt(model, change_of(finding, model, x, y))
        except GlassnetError:
            raise
        except (ValueError, TypeError) as error:  # Keras' and JAX' of data of other shapes
            text = mismatch(model, {"x": x, "y": y}, error, "apply")
            raise DataError(text) from error


# The output and its loss -------------------------------------------------------------------------


def _one_unit(case: Case) -> Change:
    """Of a softmax or categorical cross-entropy of one unit."""
    targets = case.targets
    if targets is not None and targets.max(initial=0) > 1:
        return as_several_classes(case, int(targets.max()) + 1)
    return as_labels(case)


def _all_classes(case: Case) -> Change:
    if case.evidence["least"] < 0:
        raise case.refused()
    return as_units(case, int(case.evidence["most"]) + 1)


def _target_width(case: Case) -> Change:
    units, width = case.evidence["units"], case.evidence["width"]
    return as_units(case, width) if width > 1 or case.has_quantities else _numbered(case, units)


def _numbered(case: Case, units: int) -> Change:
    """Class numbers for that many units."""
    targets = case.targets_needed()
    if targets.max(initial=0) >= units or targets.min(initial=0) < 0:
        raise case.refused()
    return Change(with_loss(case, SPARSE), **with_activation(case, "softmax"))


def _axes(case: Case) -> Change:
    if case.evidence["more"] != "width":
        return with_axes(case)
    width, units = (1, *case.targets_needed().shape[1:])[-1], case.model.output_shape[-1]
    return as_units(case, width) if width > 1 else _numbered(case, units)


def _without_distribution(case: Case) -> Change:
    if not case.has_binary_targets:
        raise case.refused()
    return as_labels(case)


def _logits(case: Case) -> Change:
    """`from_logits` where the output is linear, else an output of probabilities."""
    if case.evidence["activation"] == "linear" and case.evidence["loss"] != "kl_divergence":
        return Change(with_from_logits(case, True))
    return Change(**with_activation(case, _probability(case)))


def _probability(case: Case) -> str:
    return "sigmoid" if case.evidence["loss"].startswith("binary") else "softmax"


def _no_logits(case: Case) -> Change:
    return Change(with_from_logits(case, False))


def _softmax_binary(case: Case) -> Change:
    targets = case.targets
    if targets is None or bool(np.all(targets.sum(axis=-1) == 1)):
        return Change(with_loss(case, "categorical_crossentropy"))
    return Change(**with_activation(case, "sigmoid"))


def _softmax(case: Case) -> Change:
    return Change(**with_activation(case, "softmax"))


def _linear_output(case: Case) -> Change:
    return Change(**with_activation(case, "linear"))


def _several_labels(case: Case) -> Change:
    return as_labels(case) if case.has_binary_targets else as_quantities(case)


def _no_percentage(case: Case) -> Change:
    if case.has_binary_targets:
        return as_labels(case)
    return Change(with_loss(case, "mean_absolute_error"))


def _of_relu(case: Case) -> Change:
    return as_one_class(case) if case.is_one_hot else as_labels(case)


def _cross_entropy(case: Case) -> Change:
    is_softmax = case.evidence["activation"] == "softmax"
    return Change(with_loss(case, ("categorical" if is_softmax else "binary") + "_crossentropy"))


def _linear_before_last(case: Case) -> Change:
    """The first of two activations at the output left out."""
    require_rebuildable(case)
    layers = producing_layers(case.model, case.place)
    active = [each for each in layers if activation_of(each) not in ("", "linear")]
    first = active[1]
    if "activation" in first.get_config():
        return Change(settings={first.name: {"activation": "linear"}})
    return Change(instead={first.name: None})


def _unsaturated_output(case: Case) -> Change:
    """A last layer drawn anew; for labels cross-entropy of logits."""
    layer, activation = weighted_output_layer(case), case.evidence["activation"]
    drawn = {"kernel_initializer": "glorot_uniform", "bias_initializer": "zeros"}
    if activation not in PROBABILITIES or activation == "softmax" or not case.has_binary_targets:
        return Change(settings={layer.name: drawn})
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    changed = with_activation(case, "linear")
    settings = dict(changed.get("settings", {}))
    settings[layer.name] = {**settings.get(layer.name, {}), **drawn}
    return Change(with_loss(case, loss), settings, changed.get("instead", {}))


REMEDIES: Mapping[str, Callable[[Case], Change]] = {
    "not-finite-weight": new_weights,
    "not-finite-update": finite_update,
    "diverged": after_diverging,
    "rate-too-large": other_rate,
    "rate-too-small": other_rate,
    "rate-zero": rate_above_zero,
    "above-start": new_weights,
    "too-few-steps": other_rate,
    "plateau": adam,
    "stuck": other_seed,
    "saturated": drawn_anew,
    "saturated-output": _unsaturated_output,
    "dead-relu": drawn_anew,
    "copies": drawn_anew,
    "vanishing": relus,
    "exploding": smaller_gradients,
    "vanishing-time": both_ways,
    "exploding-time": steady_steps,
    "nothing-trainable": all_trainable,
    "softmax-of-one": _one_unit,
    "categorical-of-one": _one_unit,
    "class-beyond-units": _all_classes,
    "target-width": _target_width,
    "target-axes": _axes,
    "target-beyond-loss": as_quantities,
    "target-beyond-output": _linear_output,
    "target-no-distribution": _without_distribution,
    "token-ids": embedding_of_all_ids,
    "probabilities-expected": _logits,
    "logits-expected": _no_logits,
    "softmax-binary": _softmax_binary,
    "softmax-sum": _several_labels,
    "sigmoid-categorical": _softmax,
    "percentage-of-zero": _no_percentage,
    "absolute-error-classes": _cross_entropy,
    "squared-error-classes": as_one_class,
    "exclusive-classes": as_one_class,
    "relu-of-classes": _of_relu,
    "regularisation": without_penalties,
    "output-noise": without,
    "dropout-strong": less_dropout,
    "activation-twice": _linear_before_last,
    "inputs-scales": prepared_inputs,
    "inputs-offset": prepared_inputs,
    "inputs-large": prepared_inputs,
    "targets-far": scaled_outputs,
    "not-separable": bent("tanh"),
    "linear-network": bent("relu"),
}
