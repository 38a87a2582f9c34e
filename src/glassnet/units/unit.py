"""A unit with given weights, and units side by side as a layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message
from glassnet.text.numbers import format_number, signed_sum
from glassnet.units.validation import (
    LARGEST,
    as_list,
    as_number,
    brief_repr,
    float32_rows,
    is_name,
    quoted,
)

Array = NDArray[np.float32]


@dataclass(frozen=True)
class UnitActivation:
    """The activation that a unit applies to its sum.

    Attributes:
        symbol: its sign before a parenthesis; "" for the sum as it is.
        function: its name in the module jax.
        threshold: the answer is 1 where the output is above it; None if outputs are no answers.
        gives_bits: whether outputs lie from 0 to 1, so that those of a hidden unit can be read as 0
            or 1.
    """

    symbol: str
    function: Callable[[Any], Callable[[Any], Any]]
    threshold: float | None
    gives_bits: bool = False


# Those of trainable networks are Keras'.
UNIT_ACTIVATIONS: Mapping[str, UnitActivation] = {
    "sigmoid": UnitActivation("σ", lambda jax: jax.nn.sigmoid, 0.5, gives_bits=True),
    "step": UnitActivation(
        "step", lambda jax: lambda sums: (sums > 0).astype(sums.dtype), 0.5, gives_bits=True
    ),
    "tanh": UnitActivation("tanh", lambda jax: jax.numpy.tanh, 0.0),
    "relu": UnitActivation("relu", lambda jax: jax.nn.relu, None),
    "linear": UnitActivation("", lambda jax: lambda sums: sums, 0.5),
}


def check_activation(name: Any) -> None:
    """Raise SettingError for a name that is not in UNIT_ACTIVATIONS."""
    if not isinstance(name, str) or name not in UNIT_ACTIVATIONS:
        known = did_you_mean(str(name), UNIT_ACTIVATIONS)
        raise SettingError(message("unit-activation", name=brief_repr(name)) + known)


@dataclass(frozen=True)
class Unit:
    """A weight for each input, a bias, and an activation: σ(5·x1 + 5·x2 − 8).

    Attributes:
        weights: one or more numbers up to float32's largest.
        bias: a number alike.
        activation: a name in UNIT_ACTIVATIONS; "sigmoid" is a logistic unit, "step" answers 1 where
            the sum is above 0 and else 0.
        name: "" for none.

    Raises:
        SettingError: weights that are no such numbers, an unknown activation, or a name that is no
            text of one line.
    """

    weights: Sequence[float]
    bias: float = 0.0
    activation: str = "sigmoid"
    name: str = ""

    def __post_init__(self) -> None:
        numbers = [_number("unit-weight", weight) for weight in as_list(self.weights)]
        if not numbers:
            raise SettingError(message("unit-no-weights"))
        check_activation(self.activation)
        if not is_name(self.name):
            raise SettingError(message("unit-name", found=brief_repr(self.name)))
        object.__setattr__(self, "weights", tuple(numbers))
        object.__setattr__(self, "bias", _number("unit-bias", self.bias))

    def __call__(self, x: Any) -> Array:
        """The unit's outputs, [rows], for x: [rows, inputs]."""
        rows = float32_rows(x, len(self.weights))
        return Layer.of([self]).forward(rows).outputs[:, 0]

    def formula(self, inputs: Sequence[str]) -> str:
        """σ(5·x1 + 5·x2 − 8), with these names for the inputs."""
        whole = self.sum(inputs)
        symbol = UNIT_ACTIVATIONS[self.activation].symbol
        return f"{symbol}({whole})" if symbol else whole

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
class Activity:
    """The activity of one layer on some rows.

    Attributes:
        sums: [rows, units] float32.
        outputs: [rows, units] float32.
    """

    sums: Array
    outputs: Array


@dataclass(frozen=True)
class Layer:
    """Units side by side: one matrix, a column a unit, and one row of biases.

    Attributes:
        kernel: [inputs, units] float32.
        bias: [units] float32.
        activation: a name in UNIT_ACTIVATIONS.
    """

    kernel: Array
    bias: Array
    activation: str

    @classmethod
    def of(cls, units: Sequence[Unit]) -> Layer:
        """Units of one activation, merged."""
        kernel = np.array([unit.weights for unit in units], np.float32).T
        bias = np.array([unit.bias for unit in units], np.float32)
        return cls(kernel, bias, units[0].activation)

    def forward(self, x: Any) -> Activity:
        """Compute the layer's activity. x: [rows, inputs] float32."""
        import jax
        import jax.numpy as jnp

        # As Keras' Dense computes it, so that not one bit differs.
        sums = jnp.add(jnp.matmul(x, self.kernel), self.bias)
        outputs = UNIT_ACTIVATIONS[self.activation].function(jax)(sums)
        return Activity(np.asarray(sums), np.asarray(outputs))


def _number(what: str, value: Any) -> float:
    number = as_number(value)
    if not abs(number) <= LARGEST:
        raise SettingError(message("unit-number", what=message(what), found=quoted(value)))
    return number
