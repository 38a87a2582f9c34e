"""A model's outputs and those of its layers; what Keras' loss compares them with. Keras 3.15.1."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from typing import Any, NamedTuple

import jax
import keras
from jax.ad_checkpoint import checkpoint_name

from glassnet.graph.builder import RESULT
from glassnet.training.keras_model import Model, Tree


class Comparison(NamedTuple):
    """One term of the sum that is a compiled model's loss."""

    output: int  # its number among the leaves of the outputs
    target: int  # its number among the leaves of y
    loss: Any  # Keras' object
    weight: float  # its factor in the sum


def compares(model: Model) -> bool:
    """Whether Keras has paired outputs and losses yet.

    It does so at the first batch, and never in a model that computes its loss itself.
    """
    return model._compile_loss is not None and model._compile_loss.built


def comparisons(model: Model, y: Tree, outputs: Tree) -> list[Comparison]:
    """The comparisons that Keras' own loss makes, in the order of its terms; [] unless `compares`.

    Keras takes losses and targets as lists, dictionaries or one for all, and outputs without
    either. Instead of following these rules again, each loss is replaced by one that notes what it
    gets.
    """
    if not compares(model):
        return []
    compiled, leaves = model._compile_loss, jax.tree.leaves(outputs)
    places = jax.tree.unflatten(jax.tree.structure(y), range(len(jax.tree.leaves(y))))
    found: list[Comparison] = []

    def noting(term: Any) -> Any:
        def note(target: Any, output: Any, _: Any = None) -> float:
            place = next(number for number, leaf in enumerate(leaves) if leaf is output)
            weight = 1.0 if term.loss_weights is None else float(term.loss_weights)
            found.append(Comparison(place, target, term.loss, weight))
            return 0.0

        return term._replace(loss=note)

    original = compiled._flat_losses
    compiled._flat_losses = [noting(term) for term in original]
    try:
        with keras.StatelessScope():  # its metrics keep their sums
            compiled(places, outputs)
    finally:
        compiled._flat_losses = original
    return found


def output_names(model: Model, outputs: Tree) -> list[str]:
    """A distinct name for each leaf: a dictionary's keys, else its layer's name, else a number."""
    paths = [path for path, _ in jax.tree_util.tree_leaves_with_path(outputs)]
    names = [jax.tree_util.keystr(path, simple=True, separator="/") for path in paths]
    layers = getattr(model, "output_names", None) or []
    if len(names) == len(layers) == len(set(layers)):
        both = zip(names, layers, strict=True)
        return [layer if name.isdecimal() else name for name, layer in both]
    return names


def producing_layers(model: Model, output: int) -> Iterator[Any]:
    """The layers and operations that compute an output, last first, as far as they are a chain.

    A model inside the model comes before its own layers, which end the chain. Nothing for a model
    whose `call` is Python.
    """
    tensors = getattr(model, "outputs", None) or []
    tensor = tensors[output] if output < len(tensors) else None
    while tensor is not None:
        operation, node, place = tensor._keras_history
        yield operation
        if isinstance(operation, keras.Model):
            yield from producing_layers(operation, place)
            return
        inputs = operation._inbound_nodes[node].input_tensors
        tensor = inputs[0] if len(inputs) == 1 else None


def layer_outputs(
    model: Model, trainable: list[jax.Array], non_trainable: list[jax.Array], x: Tree
) -> dict[str, jax.Array]:
    """Each layer's output for a batch in inference mode, by its name, in the order of the calls.

    The name is `model/layer` in a model inside the model. A layer that is called again, or has
    several outputs, gets `_1`, `_2`, … Outputs that are not floating-point numbers are left out.

    Args:
        model: a built model.
        trainable, non_trainable: values of its variables, in Keras' order.
        x: leaves [rows, …].
    """
    outputs: dict[str, jax.Array] = {}
    layers = dict(_layers(model))

    def collect(name: str, output: Tree) -> Tree:
        for leaf in jax.tree.leaves(output):
            if not jax.numpy.issubdtype(leaf.dtype, jax.numpy.floating):
                continue
            # Past the names of layers: dense_1 is what Keras calls another layer.
            numbered = (f"{name}_{number}" for number in count(1))
            free = (each for each in numbered if each not in outputs and each not in layers)
            outputs[next(free) if name in outputs else name] = leaf
        return output

    variables = [*model.trainable_variables, *model.non_trainable_variables]
    values = zip(variables, [*trainable, *non_trainable], strict=True)
    with ExitStack() as hooks:
        for name, layer in layers.items():
            hooks.enter_context(_hooked(layer, partial(collect, name)))
        with keras.StatelessScope(state_mapping=list(values)):
            model(x, training=False)
    return outputs


@contextmanager
def marked_results(model: Model) -> Generator[None]:
    """While it lasts, what each layer returns is marked for `build_graph`, of several tensors the
    first."""
    with ExitStack() as hooks:
        for _, layer in _layers(model):
            if not isinstance(layer, keras.Model):
                hooks.enter_context(_hooked(layer, _marked))
        yield


def _marked(output: Tree) -> Tree:
    first, *others = keras.tree.flatten(output) or [None]
    if not isinstance(first, jax.Array):
        return output
    found = checkpoint_name(first, RESULT)
    if (mask := getattr(first, "_keras_mask", None)) is not None:
        found._keras_mask = mask
    return keras.tree.pack_sequence_as(output, [found, *others])


def _layers(model: Model, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        yield prefix + layer.name, layer
        if isinstance(layer, keras.Model):
            yield from _layers(layer, f"{prefix}{layer.name}/")


@contextmanager
def _hooked(layer: Any, take: Callable[[Tree], Tree]) -> Generator[None]:
    """Pass what a layer returns through a function. Keras has no hook for it, but calls the
    object's own `call`."""
    call = layer.call

    def hooked(*arguments: Any, **more: Any) -> Any:
        return take(call(*arguments, **more))

    object.__setattr__(layer, "call", hooked)  # past Keras' tracking of attributes
    try:
        yield
    finally:
        object.__delattr__(layer, "call")
