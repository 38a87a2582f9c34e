"""Every layer's output, of any Keras model, as a pure function of its variables."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import jax
import keras

from glassnet.training.keras_model import Model, Tree

Values = list[jax.Array]


def layer_outputs(
    model: Model, trainable: Values, non_trainable: Values, x: Tree
) -> dict[str, jax.Array]:
    """What each layer makes of a batch, in inference mode, in the order of their calls.

    trainable, non_trainable: values of the model's variables, in Keras' order. x: leaves [rows, …].
    Named by layer, `model/layer` in a model inside the model; a layer that is called again, or has
    several outputs, gets `_1`, `_2`, … Outputs that are no floating-point numbers are left out.
    """
    found: dict[str, jax.Array] = {}
    layers = dict(_layers(model))

    def seen(name: str, output: Tree) -> None:
        for leaf in jax.tree.leaves(output):
            if not jax.numpy.issubdtype(leaf.dtype, jax.numpy.floating):
                continue
            # Past the names of layers: dense_1 is what Keras calls another layer.
            more = (f"{name}_{number}" for number in count(1))
            free = (each for each in more if each not in found and each not in layers)
            found[next(free) if name in found else name] = leaf

    variables = [*model.trainable_variables, *model.non_trainable_variables]
    values = zip(variables, [*trainable, *non_trainable], strict=True)
    with ExitStack() as watched:
        for name, layer in layers.items():
            watched.enter_context(_watched(layer, name, seen))
        with keras.StatelessScope(state_mapping=list(values)):
            model(x, training=False)
    return found


def _layers(model: Model, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        yield prefix + layer.name, layer
        if isinstance(layer, keras.Model):
            yield from _layers(layer, f"{prefix}{layer.name}/")


@contextmanager
def _watched(layer: Any, name: str, seen: Any) -> Generator[None]:
    """Keras has no hook for a layer's output; it calls whatever `call` the object has."""
    call = layer.call

    def watched(*arguments: Any, **more: Any) -> Any:
        output = call(*arguments, **more)
        seen(name, output)
        return output

    object.__setattr__(layer, "call", watched)  # past Keras' tracking of attributes
    try:
        yield
    finally:
        object.__delattr__(layer, "call")
