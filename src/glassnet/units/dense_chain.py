"""A Keras model as a chain of Dense layers, and such a chain as a network of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.units.network import UnitNetwork
from glassnet.units.unit import UNIT_ACTIVATIONS, Unit


class DenseLayer(NamedTuple):
    """A Dense layer, or several side by side on one input.

    Attributes:
        kernel, bias: [inputs, units] and [units], its weights.
        activation: Keras' name.
        source: identity of the tensor that it is fed.
    """

    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]
    activation: str
    source: int


class NoChainError(SettingError):
    """A model is no chain of Dense layers.

    Attributes:
        what: what is in the way: a layer's class, an activation, or the model's own class.
    """

    def __init__(self, what: str) -> None:
        super().__init__(message("units-model-layer", layer=what))
        self.what = what


def dense_chain(model: Any) -> list[DenseLayer]:
    """The layers from the input to the output, found by the tensors that they take and give (of a
    Sequential model, by their places).

    Raises:
        NoChainError: it holds other layers, or forks.
    """
    layers = [
        each
        for each in getattr(model, "layers", ())
        if not isinstance(each, keras.layers.InputLayer)
    ]
    made: dict[int, DenseLayer] = {}
    for place, layer in enumerate(layers):
        if not isinstance(model, keras.Model) or not hasattr(layer, "output"):
            raise NoChainError(type(model).__name__)
        if isinstance(model, keras.Sequential):
            sources, end = [place], place + 1
        else:
            sources, end = [*map(id, keras.tree.flatten(layer.input))], id(layer.output)
        found = _dense(layer, sources, made)
        if found is None:
            raise NoChainError(type(layer).__name__)
        made[end] = found
    outputs = getattr(model, "outputs", None) or []
    if len(outputs) != 1 or not made:
        raise NoChainError(type(model).__name__)
    last = len(layers) if isinstance(model, keras.Sequential) else id(outputs[0])
    chain = [made[last]]
    while chain[0].source in made:
        chain.insert(0, made[chain[0].source])
    return chain


def _dense(layer: Any, sources: Sequence[int], made: Mapping[int, DenseLayer]) -> DenseLayer | None:
    """A layer of the model as one of a chain, after those made of the layers before it; None if a
    chain has none like it."""
    parts = [made[each] for each in sources if each in made]
    match layer:
        case keras.layers.Dense():
            kernel, *rest = layer.get_weights()
            bias = rest[0] if rest else np.zeros(kernel.shape[1], np.float32)
            return DenseLayer(kernel, bias, layer.activation.__name__, sources[0])
        case keras.layers.Activation() if [each.activation for each in parts] == ["linear"]:
            return parts[0]._replace(activation=layer.activation.__name__)
        case keras.layers.Concatenate() if len(parts) == len(sources):
            # Units side by side are one layer.
            if len({(each.activation, each.source) for each in parts}) > 1:
                return None
            kernel = np.concatenate([each.kernel for each in parts], axis=1)
            bias = np.concatenate([each.bias for each in parts])
            return parts[0]._replace(kernel=kernel, bias=bias)
        case _:
            return None


def units_of(model: Any, inputs: Sequence[str] = ()) -> UnitNetwork:
    """A Keras model's layers as units, with its weights; a loss of logits gives a last sigmoid.

    Args:
        model: a built model of Dense layers in a chain, whatever it was trained on.
        inputs: the inputs' names, as for `UnitNetwork`; those that cannot be used are left out.

    Raises:
        NoChainError: another kind of model, or an activation that units do not have.
    """
    chain = dense_chain(model)
    from_logits = getattr(getattr(model, "loss", None), "from_logits", False)
    if from_logits and chain[-1].activation == "linear":
        chain[-1] = chain[-1]._replace(activation="sigmoid")
    for layer in chain:
        if layer.activation not in UNIT_ACTIVATIONS:
            raise NoChainError(layer.activation)
    layers = [
        [
            Unit(weights, bias, layer.activation)
            for weights, bias in zip(layer.kernel.T.tolist(), layer.bias.tolist(), strict=True)
        ]
        for layer in chain
    ]
    try:
        return UnitNetwork(layers, inputs)
    except SettingError:
        return UnitNetwork(layers)
