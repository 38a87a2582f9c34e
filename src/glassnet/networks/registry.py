"""Keras' own names of activations, initializers, optimizers and losses, and a helpful no."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import keras

from glassnet.errors import SettingError
from glassnet.networks import options
from glassnet.text import did_you_mean


@dataclass(frozen=True)
class Registry:
    """One kind of thing that Keras builds by name.

    setting: what a person calls it. entries: canonical name -> Keras' function or class.
    aliases: other spelling -> canonical name.
    """

    setting: str
    entries: Mapping[str, Callable[..., Any]]
    aliases: Mapping[str, str]

    def canonical(self, name: str) -> str:
        """The one name for `name`, case and `-` aside. Raises SettingError if Keras has none."""
        plain = options.spelled(name, self.aliases)
        if plain not in self.entries:
            hint = did_you_mean(plain, [*self.entries, *self.aliases])
            raise SettingError(f"unknown {self.setting} {name!r}.{hint}")
        return plain

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return self.entries[self.canonical(name)]


def _functions(module: ModuleType, without: set[str]) -> dict[str, Callable[..., Any]]:
    return {
        name: found
        for name, found in vars(module).items()
        if inspect.isfunction(found) and name not in without | {"get", "serialize", "deserialize"}
    }


def _classes(module: ModuleType, base: type, without: set[str]) -> dict[str, type]:
    return {
        name: found
        for name, found in vars(module).items()
        if inspect.isclass(found) and issubclass(found, base) and name not in without
    }


# glu halves the width and threshold wants two numbers of its own: neither can follow a layer by
# name alone.
ACTIVATIONS = Registry("activation", _functions(keras.activations, {"glu", "threshold"}), {})

# Snake case as Keras writes them in a layer's arguments; the classes come a second time under it.
# stft makes the kernel of a Fourier transform; constant wants its value.
INITIALIZERS = Registry(
    "initializer",
    {
        name: found
        for name, found in _classes(
            keras.initializers, keras.initializers.Initializer, {"stft", "constant"}
        ).items()
        if name.islower()
    },
    {"normal": "random_normal", "uniform": "random_uniform", "zero": "zeros", "one": "ones"},
)

# The four wrap other optimizers.
OPTIMIZERS = Registry(
    "optimizer",
    {
        name.lower(): found
        for name, found in _classes(
            keras.optimizers,
            keras.optimizers.Optimizer,
            {"Optimizer", "OptimizerMap", "MultiOptimizer", "LossScaleOptimizer"},
        ).items()
    },
    {},
)

LOSSES = Registry("loss", _functions(keras.losses, set()), options.ALIASES)
