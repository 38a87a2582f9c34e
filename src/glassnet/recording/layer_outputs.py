"""Every layer's output, of any Keras model, as a pure function of its variables."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import jax
import keras

from glassnet.training.keras_model import Model, Tree

Arrays = list[jax.Array]


def layer_outputs(
    model: Model, trainable: Arrays, non_trainable: Arrays, x: Tree
) -> dict[str, jax.Array]:
    """Each layer's output for a batch in inference mode, in the order of the calls.

    Args:
        model: built.
        trainable: values of the model's trainable variables, in Keras' order.
        non_trainable: values of the others.
        x: leaves [rows, …].

    Returns:
        Outputs by the layer's name, `model/layer` in a model inside the model. A layer that is
        called again, or has several outputs, gets `_1`, `_2`, … Outputs that are not floating-point
        numbers are left out.
    """
    outputs: dict[str, jax.Array] = {}
    layers = dict(_layers(model))

    def collect(name: str, output: Tree) -> None:
        for leaf in jax.tree.leaves(output):
            if not jax.numpy.issubdtype(leaf.dtype, jax.numpy.floating):
                continue
            # Past the names of layers: dense_1 is what Keras calls another layer.
            numbered = (f"{name}_{number}" for number in count(1))
            free = (each for each in numbered if each not in outputs and each not in layers)
            outputs[next(free) if name in outputs else name] = leaf

    variables = [*model.trainable_variables, *model.non_trainable_variables]
    values = zip(variables, [*trainable, *non_trainable], strict=True)
    with ExitStack() as hooks:
        for name, layer in layers.items():
            hooks.enter_context(_output_hook(layer, name, collect))
        with keras.StatelessScope(state_mapping=list(values)):
            model(x, training=False)
    return outputs


def _layers(model: Model, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        yield prefix + layer.name, layer
        if isinstance(layer, keras.Model):
            yield from _layers(layer, f"{prefix}{layer.name}/")


@contextmanager
def _output_hook(layer: Any, name: str, collect: Callable[[str, Tree], None]) -> Generator[None]:
    """Keras has no hook for a layer's output; it calls whatever `call` the object has."""
    call = layer.call

    def hooked(*arguments: Any, **more: Any) -> Any:
        output = call(*arguments, **more)
        collect(name, output)
        return output

    object.__setattr__(layer, "call", hooked)  # past Keras' tracking of attributes
    try:
        yield
    finally:
        object.__delattr__(layer, "call")
