"""A copy of a model with something changed: what a remedy is made of.

Keras' own tools make the copy: `clone_model` of a Functional or Sequential model, `from_config` of
everything else. Weights are copied where their names and shapes are the same.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from glassnet.diagnosis.initial_weights import initial_state
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training.keras_model import (
    Model,
    References,
    compile_arguments,
    layers_within,
    variable_names,
)

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What differs between a model and its mended copy.

    Attributes:
        compiled: arguments of `compile` -> their new values.
        settings: name of a layer -> entries of its config; its weights are drawn anew if one of
            them is an initializer.
        instead: name of a layer or an operation -> the layer in its place; None to leave it out.
        before: name of a layer -> the layers to put before it.
        after: name of a layer -> the layer to put behind it.
        inputs: number of an input of the model -> the layer that prepares it.
        seed: for other initial weights than those that training began with.
    """

    compiled: Settings = field(default_factory=dict[str, Any])
    settings: Mapping[str, Settings] = field(default_factory=dict[str, Settings])
    instead: Mapping[str, Any] = field(default_factory=dict[str, Any])
    before: Mapping[str, Sequence[Any]] = field(default_factory=dict[str, Sequence[Any]])
    after: Mapping[str, Any] = field(default_factory=dict[str, Any])
    inputs: Mapping[int, Any] = field(default_factory=dict[int, Any])
    seed: int | None = None

    @property
    def is_of_layers(self) -> bool:
        """Whether anything but arguments of `compile` and weights changes."""
        return any((self.settings, self.instead, self.before, self.after, self.inputs))

    @property
    def redrawn(self) -> set[str]:
        """The layers whose weights are drawn anew."""
        return {
            layer
            for layer, settings in self.settings.items()
            if any(name.endswith("initializer") for name in settings)
        }


def is_rebuildable(model: Model) -> bool:
    """Whether Keras knows how the layers are connected; in a `call` in Python it does not."""
    return bool(getattr(model, "outputs", None)) and isinstance(model, keras.Model)


def rebuilt(model: Model, change: Change) -> Model:
    """A compiled copy of a built model with this change; the model stays as it is.

    Raises:
        SettingError: the change is one of layers and the model's `call` is Python, or Keras cannot
            make the model or a layer of it from its config.
    """
    if is_rebuildable(model):
        copy = _cloned(model, change)
        _copy_weights(model, copy, change.redrawn)
    elif change.is_of_layers:
        raise SettingError(message("diagnosis-apply-subclassed", type=type(model).__name__))
    else:
        copy = _revived(model)
        copy.set_weights(model.get_weights())
    compile_like(copy, model, change.compiled)
    if change.seed is not None:
        start = initial_state(copy, change.seed)
        if start is None:
            raise SettingError(message("diagnosis-apply-weights", type=type(model).__name__))
        References.of(copy).assign(start)
    return copy


def compile_like(copy: Model, model: Model, changes: Settings) -> None:
    """Compile a copy as its model is, but for these arguments."""
    arguments = {**compile_arguments(model), **changes}
    arguments["optimizer"] = _like(arguments["optimizer"])
    for name in ("metrics", "weighted_metrics"):  # they keep sums
        arguments[name] = keras.tree.map_structure(_like, arguments[name])
    copy.compile(**arguments)
    copy.optimizer.build(copy.trainable_variables)


def _like(given: Any) -> Any:
    """Another object of the same config, under no steps; what has no state as it is."""
    if isinstance(given, keras.optimizers.Optimizer | keras.metrics.Metric):
        return type(given).from_config(given.get_config())
    return given


def changed_optimizer(model: Model, **settings: Any) -> Any:
    """An optimizer like the model's with these entries of its config."""
    optimizer: Any = keras.optimizers.get(compile_arguments(model)["optimizer"])
    return type(optimizer).from_config({**optimizer.get_config(), **settings})


def _cloned(model: Model, change: Change) -> Model:
    is_sequence = isinstance(model, keras.Sequential)
    inputs, outputs = (
        (model.inputs[0], model.outputs[0]) if is_sequence else (model.input, model.output)
    )
    # Of the same layers, but not compiled: cloning would make a loss of one's own from its name.
    bare = keras.Model(inputs, outputs, name=model.name)
    fresh = keras.tree.map_structure(
        lambda each: keras.Input(batch_shape=each.shape, dtype=each.dtype), inputs
    )
    prepared = {
        id(each): change.inputs[number](each)
        for number, each in enumerate(keras.tree.flatten(fresh))
        if number in change.inputs
    }
    names: dict[int, str] = {}  # of the layers in the model, by what stands for them in the copy

    def clone(layer: Any) -> Any:
        made = change.instead.get(layer.name) or _like_layer(layer, change.settings)
        names[id(made)] = layer.name
        return made

    def call(layer: Any, *given: Any, **options: Any) -> Any:
        name = str(names.get(id(layer), layer.name))
        arguments: Any = keras.tree.map_structure(lambda each: prepared.get(id(each), each), given)
        if change.instead.get(name, layer) is None:
            return arguments[0]
        for each in change.before.get(name, ()):
            arguments = (each(arguments[0]), *arguments[1:])
        made = layer(*arguments, **options)
        return change.after[name](made) if name in change.after else made

    copy = keras.models.clone_model(
        bare, input_tensors=fresh, clone_function=clone, call_function=call, recursive=True
    )
    return keras.Sequential(copy.layers, name=model.name) if is_sequence else copy


def _like_layer(layer: Any, settings: Mapping[str, Settings]) -> Any:
    changes = settings.get(layer.name, {})
    if type(layer) is keras.layers.Lambda:  # Keras makes none from a config, since it is code
        return keras.layers.Lambda(layer.function, name=layer.name, arguments=layer.arguments)
    try:
        config = layer.get_config()
        if "activation" in config:  # likewise, where it is a function of one's own
            config["activation"] = layer.activation
        return type(layer).from_config({**config, **changes})
    except Exception as error:
        text = message("diagnosis-apply-layer", layer=layer.name, type=type(layer).__name__)
        raise SettingError(text) from error


def _revived(model: Model) -> Model:
    """A copy of a model whose `call` is Python, made with the arguments of its `__init__`."""
    try:
        known = inspect.signature(type(model)).parameters
        config = {name: each for name, each in model.get_config().items() if name in known}
        copy = type(model)(**config)
        copy.build_from_config(model.get_build_config())
        if [each.shape for each in copy.weights] == [each.shape for each in model.weights]:
            return copy
        raise ValueError
    except Exception as error:
        text = message("diagnosis-apply-copy", type=type(model).__name__)
        raise SettingError(text) from error


def _copy_weights(model: Model, copy: Model, redrawn: set[str]) -> None:
    named = lambda each: dict(zip(variable_names(each), _variables(each), strict=True))
    known = named(model)
    for name, variable in named(copy).items():
        is_kept = name in known and redrawn.isdisjoint(name.split("/"))
        if is_kept and known[name].shape == variable.shape:
            variable.assign(np.asarray(known[name].value))


def _variables(model: Model) -> list[Any]:
    return [*model.trainable_variables, *model.non_trainable_variables]


def free_name(model: Model, name: str) -> str:
    """A name that no layer of the model has: Keras would number one that it chooses itself."""
    taken = {each.name for each in layers_within(model)}
    while name in taken:
        name += "_"
    return name


def shapes_of_weights(model: Any) -> tuple[tuple[int, ...], ...]:
    """By which a model is told from another."""
    return tuple(tuple(each.shape) for each in model.weights)
