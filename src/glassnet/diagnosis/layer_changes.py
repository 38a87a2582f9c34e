"""Changes of a model's inputs and layers: prepared data, other weights, other activations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.model_ends import activation_of
from glassnet.diagnosis.output_changes import Case, require_rebuildable, weighted_output_layer
from glassnet.diagnosis.rebuilding import Change, changed_optimizer, free_name
from glassnet.training.keras_model import Model, layers_within
from glassnet.training.keras_outputs import producing_layers

Array = NDArray[Any]

RELUS = ("relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "selu")
FLAT = ("sigmoid", "hard_sigmoid", "tanh", "hard_tanh", "softsign")  # on both sides
HIDDEN_UNITS = 16  # of a layer that is added
CLIPNORM = 1.0
BYTES = 255.0  # the largest value of a pixel


# Inputs ------------------------------------------------------------------------------------------


def prepared_inputs(case: Case) -> Change:
    """Inputs that are standardised, or pixels that are divided by 255, before the first layer, or
    behind the layer that the finding names."""
    require_rebuildable(case)
    where, arrays = case.finding.where, case.inputs()
    named = next((each for each in case.model.layers if each.name == where), None)
    if named is not None:
        part = keras.Model(case.model.inputs, named.output)
        return Change(after={where: _preparing(case, np.asarray(part(arrays)), 0)})
    first, _, number = where.partition("/")
    if first != "x":  # a layer inside of another
        raise case.refused()
    numbers = [int(number)] if number else range(len(arrays))
    chosen = [each for each in numbers if not _is_looked_up(case, each)]
    return Change(inputs={each: _preparing(case, arrays[each], each) for each in chosen})


def _preparing(case: Case, values: Array, number: int) -> Any:
    """A layer that prepares such values, named by the input's number."""
    if case.finding.key == "inputs-large" and values.min() >= 0 and values.max() <= BYTES:
        name = free_name(case.model, f"rescaling{number or ''}")
        return keras.layers.Rescaling(1 / BYTES, name=name)
    columns = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1).astype(np.float64)
    mean, variance = columns.mean(axis=0), columns.var(axis=0)
    variance = np.where(variance > 0, variance, 1.0)  # of a column that is the same in all rows
    name = free_name(case.model, f"normalization{number or ''}")
    return keras.layers.Normalization(mean=mean.tolist(), variance=variance.tolist(), name=name)


def _is_looked_up(case: Case, number: int) -> bool:
    """Whether an Embedding takes this input's numbers for those of words."""
    tensor = case.model.inputs[number]
    tables = (each for each in layers_within(case.model) if type(each).__name__ == "Embedding")
    return any(tensor is each for table in tables for each in keras.tree.flatten(table.input))


def embedding_of_all_ids(case: Case) -> Change:
    """Embeddings with a row for every token id."""
    if case.evidence["kind"] == "broken" or case.evidence["least"] < 0:
        raise case.refused()
    rows = int(case.evidence["most"]) + 1
    tables = (each for each in layers_within(case.model) if type(each).__name__ == "Embedding")
    return Change(settings={each.name: {"input_dim": rows} for each in tables})


# Targets -----------------------------------------------------------------------------------------


def scaled_outputs(case: Case) -> Change:
    """Outputs in the targets' units: a layer behind the last multiplies them by the targets'
    deviation and adds their mean. The squared error's gradient grows by the squared deviation."""
    spread, mean = case.evidence["spread"], case.evidence["mean"]
    layer = weighted_output_layer(case)
    name = free_name(case.model, "rescaling")
    scaled = keras.layers.Rescaling(scale=spread, offset=mean, name=name)
    compiled: dict[str, Any] = {}
    if type(case.model.optimizer).__name__ == "SGD":
        rate = float(case.model.optimizer.learning_rate) / max(spread**2, 1e-12)
        compiled["optimizer"] = changed_optimizer(case.model, learning_rate=rate)
    return Change(compiled, after={layer.name: scaled})


# Hidden layers -----------------------------------------------------------------------------------


def drawn_anew(case: Case) -> Change:
    """Weights from he_normal before a relu and from glorot_uniform elsewhere, biases of 0."""
    require_rebuildable(case)
    settings = {each.name: found for each in layers_within(case.model) if (found := _drawn(each))}
    if not settings:
        raise case.refused()
    return Change(settings=settings)


def _drawn(layer: Any, activation: str = "") -> dict[str, Any]:
    """Initializers of a layer; none where it has no kernel."""
    if not hasattr(layer, "kernel_initializer"):
        return {}
    before_relu = (activation or activation_of(layer)) in RELUS
    found = {"kernel_initializer": "he_normal" if before_relu else "glorot_uniform"}
    if hasattr(layer, "recurrent_initializer"):
        found["recurrent_initializer"] = "orthogonal"
    if hasattr(layer, "bias_initializer"):
        found["bias_initializer"] = "zeros"
    return found


def relus(case: Case) -> Change:
    """Hidden layers with relu and he_normal weights instead of activations that are flat."""
    hidden = {each.name for each in _hidden(case) if activation_of(each) in FLAT}
    settings = dict[str, dict[str, Any]]()
    for each in layers_within(case.model):
        activation = "relu" if each.name in hidden else activation_of(each)
        if found := _drawn(each, activation):
            settings[each.name] = found
        if each.name in hidden:
            settings.setdefault(each.name, {})["activation"] = "relu"
    if not settings:
        raise case.refused()
    return Change(settings=settings)


def _hidden(case: Case) -> Iterator[Any]:
    """The layers with an activation that no output ends with, and no step of time takes."""
    require_rebuildable(case)
    last = set[str]()
    for place in range(len(case.model.outputs)):
        for each in producing_layers(case.model, place):
            last.add(each.name)
            if getattr(each, "trainable_variables", None) and not isinstance(each, keras.Model):
                break
    for each in layers_within(case.model):
        is_layer = hasattr(each, "activation") and not hasattr(each, "recurrent_initializer")
        if is_layer and each.name not in last:
            yield each


def _clipped(case: Case) -> dict[str, Any]:
    """An optimizer that takes gradients of at most CLIPNORM."""
    return {"optimizer": changed_optimizer(case.model, clipnorm=CLIPNORM)}


def smaller_gradients(case: Case) -> Change:
    """Weights drawn anew; clipped gradients where a `call` in Python hides the layers."""
    return drawn_anew(case) if case.is_rebuildable else Change(_clipped(case))


def steady_steps(case: Case) -> Change:
    """Clipped gradients, and a recurrent layer that leaves the size of its state as it is."""
    if not case.is_rebuildable:
        return Change(_clipped(case))
    layers = (each for each in layers_within(case.model) if each.name == case.finding.where)
    layer = next(layers, None)
    drawn = {} if layer is None else _drawn(layer, "tanh") | {"activation": "tanh"}
    return Change(_clipped(case), {case.finding.where: drawn})


def bent(activation: str) -> Any:
    """A remedy: hidden layers without an activation get this one; a network without any gets a
    hidden layer."""

    def change(case: Case) -> Change:
        linear = [each for each in _hidden(case) if activation_of(each) in ("", "linear")]
        if linear:
            return Change(settings={each.name: {"activation": activation} for each in linear})
        name = free_name(case.model, "hidden")
        layer = keras.layers.Dense(HIDDEN_UNITS, activation, name=name)
        return Change(before={weighted_output_layer(case).name: [layer]})

    return change


def both_ways(case: Case) -> Change:
    """The recurrent layer in a Bidirectional: what one end forgets the other reads last."""
    require_rebuildable(case)
    where = case.finding.where
    layer = next((each for each in case.model.layers if each.name == where), None)
    if not isinstance(layer, keras.layers.RNN):
        raise case.refused()
    inner = type(layer).from_config(layer.get_config())
    wrapper = keras.layers.Bidirectional(inner, name=free_name(case.model, f"{where}_both"))
    return Change(instead={where: wrapper})


def all_trainable(case: Case) -> Change:
    """No layer frozen."""
    require_rebuildable(case)
    layers = [each for each in layers_within(case.model) if not isinstance(each, keras.Model)]
    return Change(settings={each.name: {"trainable": True} for each in layers if each.weights})


def without_penalties(case: Case) -> Change:
    """No regularizer of kernels."""
    require_rebuildable(case)
    return Change(settings=penalties_left_out(case.model))


def penalties_left_out(model: Model) -> dict[str, dict[str, Any]]:
    """The settings of the layers whose kernels have a regularizer, without it."""
    return {
        each.name: {"kernel_regularizer": None}
        for each in layers_within(model)
        if getattr(each, "kernel_regularizer", None) is not None
    }


def without(case: Case) -> Change:
    """The layer that the finding names left out."""
    require_rebuildable(case)
    return Change(instead={case.finding.where: None})


def less_dropout(case: Case) -> Change:
    """The share that is kept in place of the one that is dropped."""
    require_rebuildable(case)
    strong = [
        each
        for each in layers_within(case.model)
        if getattr(each, "rate", 0.0) > 0.5 and type(each).__name__.endswith("Dropout")
    ]
    return Change(settings={each.name: {"rate": round(1 - each.rate, 6)} for each in strong})


def other_seed(case: Case) -> Change:
    """Other initial weights: those from which the check reached the least loss."""
    return Change(seed=int(case.evidence["seed"]))


def with_axes(case: Case) -> Change:
    """Outputs with as many axes as the targets."""
    last = weighted_output_layer(case)
    if case.evidence["more"] == "outputs":
        reader = _recurrent_before(case)
        if reader is not None and reader.return_sequences:
            return Change(settings={reader.name: {"return_sequences": False}})
        name = free_name(case.model, "flatten")
        return Change(before={last.name: [keras.layers.Flatten(name=name)]})
    reader = _recurrent_before(case)
    if reader is None:
        raise case.refused()
    return Change(settings={reader.name: {"return_sequences": True}})


def _recurrent_before(case: Case) -> Any:
    """The last recurrent layer before the output."""
    readers = (
        each
        for each in producing_layers(case.model, case.place)
        if isinstance(each, keras.layers.RNN)
    )
    return next(readers, None)
