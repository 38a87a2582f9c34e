"""Changes of a model's output and of the loss that compares it: what most mismatches need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.model_ends import UNCHANGING, activation_of
from glassnet.diagnosis.rebuilding import Change, is_rebuildable
from glassnet.diagnosis.traced_rows import evenly
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import keras_outputs
from glassnet.training.keras_model import Model, compile_arguments

if TYPE_CHECKING:
    from glassnet.diagnosis.finding import Finding

MOST_ROWS = 10_000  # whose mean and deviation stand for all
CROSS_ENTROPIES: Mapping[str, Callable[..., Any]] = {
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "binary_focal_crossentropy": keras.losses.BinaryFocalCrossentropy,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "categorical_focal_crossentropy": keras.losses.CategoricalFocalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
}


@dataclass(frozen=True, eq=False)
class Case:
    """A finding with the model and the data that it is about."""

    finding: Finding
    model: Model
    x: Any
    y: Any

    @property
    def evidence(self) -> Mapping[str, Any]:
        return self.finding.evidence

    @property
    def output(self) -> str:
        """Name of the output, of a model with several; else ""."""
        return str(self.evidence.get("output", ""))

    @property
    def is_rebuildable(self) -> bool:
        """Whether Keras knows how the layers are connected."""
        return is_rebuildable(self.model)

    @cached_property
    def place(self) -> int:
        """The output's number."""
        return self.names.index(self.output) if self.output in self.names else 0

    @cached_property
    def names(self) -> list[str]:
        """The outputs' names; none where a `call` in Python makes them."""
        if not is_rebuildable(self.model):
            return []
        is_sequence = isinstance(self.model, keras.Sequential)
        outputs = self.model.outputs if is_sequence else self.model.output
        return keras_outputs.output_names(self.model, outputs)

    @cached_property
    def targets(self) -> NDArray[Any] | None:
        """[rows, …] of the output; None where no y was given."""
        leaves = jax.tree.leaves(self.y)
        if isinstance(self.y, Mapping) and self.output in self.y:
            leaves = [self.y[self.output]]
        elif len(leaves) > 1:
            leaves = leaves[min(self.place, len(leaves) - 1) :]
        return np.asarray(leaves[0]) if leaves else None

    @property
    def has_binary_targets(self) -> bool:
        """Whether all targets are 0 or 1; also where no y was given."""
        return self.targets is None or bool(np.isin(self.targets, (0, 1)).all())

    @property
    def has_quantities(self) -> bool:
        """Whether some targets are no whole numbers."""
        return self.targets is not None and bool(np.any(self.targets != np.round(self.targets)))

    @property
    def is_one_hot(self) -> bool:
        """Whether each row of the targets is of one of several classes."""
        targets = self.targets
        if targets is None or targets.ndim < 2 or targets.shape[-1] < 2:
            return False
        return self.has_binary_targets and bool(np.all(targets.sum(axis=-1) == 1))

    def targets_needed(self) -> NDArray[Any]:
        """As `targets`; SettingError if no y was given."""
        if self.targets is None:
            raise SettingError(message("diagnosis-apply-data", cause=self.finding.key, part="y"))
        return self.targets

    def inputs(self) -> list[NDArray[Any]]:
        """The arrays of x in the order of the model's inputs, MOST_ROWS of them.

        Raises:
            SettingError: no x was given.
        """
        if self.x is None:
            raise SettingError(message("diagnosis-apply-data", cause=self.finding.key, part="x"))
        leaves = jax.tree.leaves(self.x)
        if isinstance(self.x, Mapping) and not isinstance(self.model.input, Mapping):
            leaves = [self.x[each.name] for each in self.model.inputs]
        return [np.asarray(leaf)[evenly(len(leaf), MOST_ROWS)] for leaf in leaves]

    def refused(self) -> SettingError:
        """The error that no change of the model or of `compile` is the remedy."""
        remedy = self.finding.remedy()
        return SettingError(message("diagnosis-apply-none", cause=self.finding.key, remedy=remedy))


def with_loss(case: Case, loss: Any) -> dict[str, Any]:
    """The `loss` of `compile` with another one for the case's output."""
    given = compile_arguments(case.model)["loss"]
    if isinstance(given, Mapping):
        return {"loss": {**given, case.output or next(iter(given)): loss}}
    if isinstance(given, list | tuple):
        return {"loss": [*given[: case.place], loss, *given[case.place + 1 :]]}
    if case.output:  # one for all
        return {"loss": dict.fromkeys(case.names, given) | {case.output: loss}}
    return {"loss": loss}


def with_from_logits(case: Case, from_logits: bool) -> dict[str, Any]:
    """The `loss` of `compile`, its cross-entropy with or without `from_logits`."""
    given = compile_arguments(case.model)["loss"]
    if isinstance(given, Mapping):
        given = given[case.output or next(iter(given))]
    elif isinstance(given, list | tuple):
        given = given[case.place]
    if isinstance(given, keras.losses.Loss):
        config = {**given.get_config(), "from_logits": from_logits}
        return with_loss(case, type(given).from_config(config))
    name = str(case.evidence["loss"])
    if name not in CROSS_ENTROPIES:
        raise case.refused()
    made = CROSS_ENTROPIES[name](from_logits=True) if from_logits else name
    return with_loss(case, made)


def with_activation(case: Case, activation: str) -> dict[str, Any]:
    """Settings, or a layer in place of another, that give the output another activation."""
    layer = output_activation_layer(case)
    if "activation" in layer.get_config():
        return {"settings": {layer.name: {"activation": activation}}}
    return {"instead": {layer.name: keras.layers.Activation(activation, name=layer.name)}}


def require_rebuildable(case: Case) -> None:
    """Raise SettingError where a `call` in Python says how layers are connected."""
    if not case.is_rebuildable:
        raise SettingError(message("diagnosis-apply-subclassed", type=type(case.model).__name__))


def output_activation_layer(case: Case) -> Any:
    """The layer, or the operation, that ends with the output's activation.

    Raises:
        SettingError: code in Python or a custom layer makes the output.
    """
    require_rebuildable(case)
    for each in keras_outputs.producing_layers(case.model, case.place):
        if type(each).__name__ in UNCHANGING or isinstance(each, keras.Model):
            continue
        if activation_of(each):
            return each
        break
    raise SettingError(message("diagnosis-apply-output", model=case.model.name))


def weighted_output_layer(case: Case) -> Any:
    """The last layer with weights before an output.

    Raises:
        SettingError: as from `output_activation_layer`.
    """
    require_rebuildable(case)
    for each in keras_outputs.producing_layers(case.model, case.place):
        if not isinstance(each, keras.Model) and getattr(each, "trainable_variables", None):
            return each
    raise SettingError(message("diagnosis-apply-output", model=case.model.name))


def as_several_classes(case: Case, classes: int) -> Change:
    """Softmax of that many units, for class numbers."""
    layer = weighted_output_layer(case)
    changed = with_activation(case, "softmax")
    settings = dict(changed.get("settings", {}))
    settings[layer.name] = {**settings.get(layer.name, {}), "units": classes}
    compiled = with_loss(case, "sparse_categorical_crossentropy")
    return Change(compiled, settings, changed.get("instead", {}))


def as_units(case: Case, units: int) -> Change:
    """As many units in the last layer with weights."""
    layer = weighted_output_layer(case)
    if "units" not in layer.get_config():
        raise case.refused()
    return Change(settings={layer.name: {"units": units}})


def as_labels(case: Case) -> Change:
    """Sigmoid and binary cross-entropy, for several labels a row."""
    return Change(with_loss(case, "binary_crossentropy"), **with_activation(case, "sigmoid"))


def as_quantities(case: Case) -> Change:
    """A linear output and the mean squared error."""
    return Change(with_loss(case, "mean_squared_error"), **with_activation(case, "linear"))


def as_one_class(case: Case) -> Change:
    """Softmax and categorical cross-entropy, for one-hot classes."""
    return Change(with_loss(case, "categorical_crossentropy"), **with_activation(case, "softmax"))
