"""The layers of a model, those of models inside of it too: what the page calls each, which weights
are its own, and its settings in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

import keras

from glassnet.training.keras_model import variable_names


class ModelLayers:
    """A model's layers by the names that the page calls them: their own, or the path to one where
    another layer is called so.

    Attributes:
        by_name: the layers.
        variables: of each variable, the name of the layer whose weight it is, or its own where the
            model itself has it; None for the state of a generator of random numbers.
    """

    def __init__(self, model: Any) -> None:
        layers = dict(_within(model))
        self._names = _names(layers)
        self.by_name = {self._names[path]: layer for path, layer in layers.items()}
        owners = {
            id(weight): name for name, each in self.by_name.items() for weight in each.weights
        }
        weights = set(map(id, model.weights))
        variables = [*model.trainable_variables, *model.non_trainable_variables]
        self.variables = {
            name: owners.get(id(each), name) if id(each) in weights else None
            for name, each in zip(variable_names(model), variables, strict=True)
        }

    def at(self, scope: str) -> str | None:
        """The innermost layer that a scope, `inner/dense`, is inside of; None if there is none."""
        for each in accumulate(scope.split("/"), "{}/{}".format):
            if each in self._names:
                return self._names[each]
        # Inside of a scope that is not the model's own.
        return next((part for part in scope.split("/") if part in self.by_name), None)


def _within(model: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _within(layer, f"{path}{layer.name}/")
        else:
            yield path + layer.name, layer


def _names(layers: Mapping[str, Any]) -> dict[str, str]:
    first: dict[int, str] = {}
    for path, layer in layers.items():
        first.setdefault(id(layer), path)
    counts = Counter(layers[path].name for path in first.values())
    return {
        path: layer.name if counts[layer.name] == 1 else first[id(layer)]
        for path, layer in layers.items()
    }


# Setting of a layer -> how it is written.
SETTINGS: Mapping[str, Callable[[Any], str]] = {
    "units": str,
    "filters": str,
    "kernel_size": lambda found: "×".join(map(str, found)),
    "pool_size": lambda found: "×".join(map(str, found)),
    "num_heads": str,
    "key_dim": str,
    "rate": str,
    "input_dim": str,
    "output_dim": str,
    "activation": lambda found: "" if found == "linear" else str(found),
    "return_sequences": lambda found: "sequences" if found else "",
}


def about(layer: Any) -> str:
    """A layer's settings in a few words: `16, 3×3, relu`."""
    try:
        config: Mapping[str, Any] = layer.get_config() if layer is not None else {}
    except (NotImplementedError, TypeError, ValueError):  # a class of the user's own
        config = {}
    written = [write(config[name]) for name, write in SETTINGS.items() if config.get(name)]
    return ", ".join(each for each in written if each)
