"""Networks of units with given weights, and what they answer, row by row."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from glassnet.data.built_in import bits_of
from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.text.numbers import in_float32
from glassnet.units.unit import UNIT_ACTIVATIONS, Activity, Array, Layer, Unit
from glassnet.units.validation import as_list, brief_repr, float32_rows, is_name, target_of

# A table doubles with every input.
MOST_INPUTS = 10


@dataclass(frozen=True)
class UnitNetwork:
    """Layers of units; each unit takes every output of the layer before it.

    Attributes:
        layers: lists of units, those of one layer with one activation.
        inputs: the inputs' names, all different; by default x1, x2, ….

    It computes in float32, with the weights rounded to float32 (`held`).

    Raises:
        SettingError: no unit; a unit with another number of weights than there are inputs to it;
            units of a layer with different activations; inputs that are no names; an input or a
            unit that is called like an output: y1, y2, … or ŷ.
    """

    layers: Sequence[Sequence[Unit]]
    inputs: Sequence[str] = ()

    _repr_html_: ClassVar[Callable[[UnitNetwork], str]]

    def __post_init__(self) -> None:
        layers = _checked_layers(self.layers)
        object.__setattr__(self, "layers", layers)
        width = len(layers[0][0].weights)
        names = _checked_inputs(self.inputs) or tuple(f"x{place + 1}" for place in range(width))
        object.__setattr__(self, "inputs", names)
        width = len(names)
        for layer, called in zip(layers, self.names, strict=True):
            for unit, name in zip(layer, called, strict=True):
                found = len(unit.weights)
                if found != width:
                    what = {"name": name, "found": found, "expected": width}
                    raise SettingError(message("unit-weights", **what))
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
        """The units' names, layer by layer: their own, or NN1, NN2, …"""
        count = itertools.count(1)
        numbered = [[(next(count), unit) for unit in layer] for layer in self.layers]
        return tuple(
            tuple(unit.name or f"NN{number}" for number, unit in layer) for layer in numbered
        )

    @cached_property
    def outputs(self) -> tuple[tuple[str, ...], ...]:
        """The names of the units' outputs: y1, y2, … and ŷ for a single last unit."""
        count = itertools.count(1)
        named = [tuple(f"y{next(count)}" for _ in layer) for layer in self.layers]
        if len(named[-1]) == 1:
            named[-1] = ("ŷ",)
        return tuple(named)

    @cached_property
    def held(self) -> tuple[tuple[Unit, ...], ...]:
        """The units with float32 weights, in the fewest digits: 0.1, but 16777216 for 16777217."""

        def rounded(unit: Unit) -> Unit:
            weights = [in_float32(weight) for weight in unit.weights]
            return replace(unit, weights=weights, bias=in_float32(unit.bias))

        return tuple(tuple(rounded(unit) for unit in layer) for layer in self.layers)

    @cached_property
    def merged(self) -> tuple[Layer, ...]:
        """Each layer as a matrix."""
        return tuple(Layer.of(layer) for layer in self.layers)

    def forward(self, x: Any) -> list[Activity]:
        """Compute what each layer does with x: [rows, inputs].

        Raises:
            SettingError: another number of columns, or no numbers.
        """
        values = float32_rows(x, len(self.inputs))
        found: list[Activity] = []
        for layer in self.merged:
            found.append(layer.forward(values))
            values = found[-1].outputs
        return found

    def truth_table(self, target: Any = None, rows: Any = None) -> TruthTable:
        """Answer every combination of 0 and 1, or rows of your own.

        Args:
            target: a gate's name, such as "xor" or "parity:3", a table such as "0110", or a 0 or 1
                for each row (for each last unit of it).
            rows: [rows, inputs]; by default every combination, counted up: 00, 01, 10, 11.

        Raises:
            SettingError: rows or a target that do not fit the network, a target that is not of 0
                and 1, sums that float32 cannot hold.
        """
        n_inputs = len(self.inputs)
        if rows is None and n_inputs > MOST_INPUTS:
            raise SettingError(message("units-too-many-inputs", found=n_inputs, most=MOST_INPUTS))
        x = bits_of(n_inputs).astype(np.float32) if rows is None else float32_rows(rows, n_inputs)
        layers = self.forward(x)
        for activity, names in zip(layers, self.names, strict=True):
            finite = np.isfinite(activity.sums).all(axis=0)
            if not finite.all():
                raise SettingError(message("units-overflow", name=names[int(np.argmin(finite))]))
        activation = self.merged[-1].activation
        threshold = UNIT_ACTIVATIONS[activation].threshold
        answers = None if threshold is None else (layers[-1].outputs > threshold).astype(np.int64)
        right, name = None, ""
        if target is not None:
            right, name = target_of(target, x, len(self.merged[-1].bias))
            if answers is None:
                raise SettingError(message("units-no-answer", activation=activation))
        return TruthTable(self, x, layers, answers, right, name)

    def to_keras(self) -> Any:
        """The same network as a Keras model: a Dense layer for each layer of units.

        Called on the same rows, `model(x)`, it gives `forward`'s outputs bit for bit. `predict` and
        `evaluate` compile it and cut the rows into batches: their sums are these within rounding,
        and a step whose sum is 0 but for rounding may answer otherwise.
        """
        from glassnet.units.keras_model import dense_layers

        return dense_layers(len(self.inputs), self.merged)


@dataclass(frozen=True, eq=False)
class TruthTable:
    """Rows, what every unit does with them, and whether the last one's answer is right.

    Attributes:
        network: the network of units.
        x: [rows, inputs] float32.
        layers: the activity of each layer.
        answers: [rows, last units] of 0 and 1, the outputs rounded (of tanh: above 0); None if they
            are no answers.
        target: [rows, last units] of 0 and 1; None if there is no target.
        target_name: name of a gate, such as "xor"; else "".
    """

    network: UnitNetwork
    x: Array
    layers: list[Activity]
    answers: NDArray[np.int64] | None
    target: NDArray[np.int64] | None
    target_name: str

    _repr_html_: ClassVar[Callable[[TruthTable], str]]

    @property
    def correct(self) -> NDArray[np.bool_] | None:
        """[rows] whether each answer is right; None without a target."""
        if self.target is None or self.answers is None:
            return None
        return np.all(self.answers == self.target, axis=1)


def _checked_layers(given: Any) -> tuple[tuple[Unit, ...], ...]:
    try:
        layers = tuple(tuple(layer) for layer in given)
    except TypeError:
        raise SettingError(message("units-layers", found=brief_repr(given))) from None
    if not layers or not all(layers):
        raise SettingError(message("units-none"))
    for unit in itertools.chain(*layers):
        if not isinstance(unit, Unit):
            raise SettingError(message("units-layers", found=brief_repr(unit)))
    return layers


def _checked_inputs(given: Any) -> tuple[str, ...]:
    several = hasattr(given, "__iter__") and not isinstance(given, str)
    names = as_list(given)
    if not several or not all(name and is_name(name) for name in names):
        raise SettingError(message("units-inputs", found=brief_repr(given)))
    if len({*names}) < len(names):
        raise SettingError(message("units-inputs", found=brief_repr(given)))
    return tuple(names)
