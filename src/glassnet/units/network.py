"""Logistic units with given weights, and networks of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.text.numbers import format_number, in_float32, signed_sum
from glassnet.units.unit import UNIT_ACTIVATIONS, check_activation
from glassnet.units.validation import LARGEST, as_number, is_name, listed, quoted, rows_of, seen

if TYPE_CHECKING:
    from glassnet.units.truth_table import TruthTable

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Unit:
    """A weight for each input, a bias, and an activation: σ(5·x1 + 5·x2 − 8).

    weights: one or more numbers up to float32's largest. activation: a name in UNIT_ACTIVATIONS;
    "sigmoid" is a logistic unit, "step" answers 1 where the sum is above 0 and else 0. name: "" for
    none.

    Raises SettingError for weights that are no such numbers, for an unknown activation, and for a
    name that is no text of one line.
    """

    weights: Sequence[float]
    bias: float = 0.0
    activation: str = "sigmoid"
    name: str = ""

    def __post_init__(self) -> None:
        numbers = [_number("unit-weight", weight) for weight in listed(self.weights)]
        if not numbers:
            raise SettingError(message("unit-no-weights"))
        check_activation(self.activation)
        if not is_name(self.name):
            raise SettingError(message("unit-name", found=seen(self.name)))
        object.__setattr__(self, "weights", tuple(numbers))
        object.__setattr__(self, "bias", _number("unit-bias", self.bias))

    def __call__(self, x: Any) -> Array:
        """x: [rows, inputs] -> [rows], the unit's outputs."""
        return UnitNetwork([[self]]).forward(x)[-1].outputs[:, 0]

    def formula(self, inputs: Sequence[str]) -> str:
        """σ(5·x1 + 5·x2 − 8), with these names for the inputs."""
        whole = self.sum(inputs)
        sign = UNIT_ACTIVATIONS[self.activation].sign
        return f"{sign}({whole})" if sign else whole

    def sum(self, inputs: Sequence[str]) -> str:
        """5·x1 + x2 − 8: no term of 0, no factor of 1."""
        terms = [
            (weight, name if abs(weight) == 1 else f"{format_number(abs(weight), 6)}·{name}")
            for weight, name in zip(self.weights, inputs, strict=True)
            if weight
        ]
        if self.bias or not terms:
            terms.append((self.bias, format_number(abs(self.bias), 6)))
        return signed_sum(terms)


@dataclass(frozen=True)
class Layer:
    """Units side by side: one matrix, a column a unit, and one row of biases.

    kernel: [inputs, units]; bias: [units]; both float32.
    """

    kernel: Array
    bias: Array
    activation: str


@dataclass(frozen=True)
class Activity:
    """What one layer does. sums, outputs: [rows, units] float32."""

    sums: Array
    outputs: Array


@dataclass(frozen=True)
class UnitNetwork:
    """Layers of units; each unit takes every output of the layer before it.

    layers: lists of units, those of one layer with one activation. inputs: the inputs' names, all
    different; by default x1, x2, …. It computes in float32: with `held`, which are the same numbers
    but for those that float32 does not hold.

    Raises SettingError if there is no unit, if a unit has another number of weights than there are
    inputs to it, if the units of a layer have different activations, if inputs are no names, or if
    an input or a unit is called like an output: y1, y2, … or ŷ.
    """

    layers: Sequence[Sequence[Unit]]
    inputs: Sequence[str] = ()

    def __post_init__(self) -> None:
        layers = _layers(self.layers)
        object.__setattr__(self, "layers", layers)
        names = _inputs(self.inputs) or tuple(
            f"x{number}" for number in range(1, len(layers[0][0].weights) + 1)
        )
        object.__setattr__(self, "inputs", names)
        width = len(names)
        for layer, called in zip(layers, self.names, strict=True):
            for unit, name in zip(layer, called, strict=True):
                if len(unit.weights) != width:
                    found = len(unit.weights)
                    raise SettingError(
                        message("unit-weights", name=name, found=found, expected=width)
                    )
                if unit.activation != layer[0].activation:
                    activations = f"{layer[0].activation}, {unit.activation}"
                    raise SettingError(message("units-activations", found=activations))
            width = len(layer)
        taken = {*itertools.chain(*self.outputs)}
        for name in itertools.chain(names, *self.names):
            if name in taken:
                raise SettingError(message("units-name-taken", name=name))

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """What the units are called, layer by layer: their own names, or NN1, NN2, …"""
        count = itertools.count(1)
        numbered = [[(next(count), unit) for unit in layer] for layer in self.layers]
        return tuple(
            tuple(unit.name or f"NN{number}" for number, unit in layer) for layer in numbered
        )

    @cached_property
    def outputs(self) -> tuple[tuple[str, ...], ...]:
        """What the units' outputs are called: y1, y2, … and ŷ of a single last unit."""
        count = itertools.count(1)
        named = [tuple(f"y{next(count)}" for _ in layer) for layer in self.layers]
        if len(named[-1]) == 1:
            named[-1] = ("ŷ",)
        return tuple(named)

    @cached_property
    def held(self) -> tuple[tuple[Unit, ...], ...]:
        """The units as float32 holds them, in the fewest digits: 0.1, but 16777216 for 16777217."""
        return tuple(
            tuple(
                replace(
                    unit,
                    weights=[in_float32(weight) for weight in unit.weights],
                    bias=in_float32(unit.bias),
                )
                for unit in layer
            )
            for layer in self.layers
        )

    @cached_property
    def merged(self) -> tuple[Layer, ...]:
        """Each layer as a matrix."""
        return tuple(
            Layer(
                np.array([unit.weights for unit in layer], np.float32).T,
                np.array([unit.bias for unit in layer], np.float32),
                layer[0].activation,
            )
            for layer in self.layers
        )

    def forward(self, x: Any) -> list[Activity]:
        """What each layer does with x: [rows, inputs].

        Raises SettingError if x has another number of columns, or no numbers.
        """
        import jax
        import jax.numpy as jnp

        values = jnp.asarray(rows_of(x, len(self.inputs)))
        found: list[Activity] = []
        for layer in self.merged:
            # As Keras' Dense computes it, so that not one bit differs.
            sums = jnp.add(jnp.matmul(values, layer.kernel), layer.bias)
            values = UNIT_ACTIVATIONS[layer.activation].of(jnp, jax.nn)(sums)
            found.append(Activity(np.asarray(sums), np.asarray(values)))
        return found

    def truth_table(self, target: Any = None, rows: Any = None) -> TruthTable:
        """What it answers to every combination of 0 and 1, or to `rows`; see `truth_table`."""
        from glassnet.units.truth_table import truth_table

        return truth_table(self, target, rows)

    def to_keras(self) -> Any:
        """The same network as a Keras model: a Dense layer for each layer of units.

        Called on the same rows, `model(x)`, it gives `forward`'s outputs bit for bit. `predict` and
        `evaluate` compile it and cut the rows into batches: their sums are these within rounding,
        and a step whose sum is 0 but for rounding may answer otherwise.
        """
        from glassnet.units.keras_model import to_keras

        return to_keras(self)

    def __str__(self) -> str:
        """Every unit as a formula, and every layer as a matrix."""
        from glassnet.units.rendering import formulas, matrices

        return f"{formulas(self)}\n\n{matrices(self)}"

    def _repr_html_(self) -> str:
        from glassnet.units.html import network_as_html

        return network_as_html(self)


def _layers(given: Any) -> tuple[tuple[Unit, ...], ...]:
    try:
        layers = tuple(tuple(layer) for layer in given)
    except TypeError:
        raise SettingError(message("units-layers", found=seen(given))) from None
    if not layers or not all(layers):
        raise SettingError(message("units-none"))
    for unit in itertools.chain(*layers):
        if not isinstance(unit, Unit):
            raise SettingError(message("units-layers", found=seen(unit)))
    return layers


def _inputs(given: Any) -> tuple[str, ...]:
    names = [""] if isinstance(given, str) or not hasattr(given, "__iter__") else list(given)
    if not all(name and is_name(name) for name in names) or len({*names}) < len(names):
        raise SettingError(message("units-inputs", found=seen(given)))
    return tuple(names)


def _number(what: str, value: Any) -> float:
    number = as_number(value)
    if not abs(number) <= LARGEST:
        raise SettingError(message("unit-number", what=message(what), found=quoted(value)))
    return number
