"""What a unit can make of its sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from glassnet.errors import SettingError
from glassnet.text import did_you_mean, message
from glassnet.units.validation import seen


@dataclass(frozen=True)
class UnitActivation:
    """What a unit makes of its sum.

    sign: how it is written before a parenthesis; "" for the sum as it is. of: from JAX's numpy and
    nn, the function. half: the output from which on the answer is 1; None for what is no answer.
    of_bits: whether outputs lie from 0 to 1, so that those of a hidden unit can be read as 0 or 1.
    """

    sign: str
    of: Callable[[Any, Any], Callable[[Any], Any]]
    half: float | None
    of_bits: bool = False


# Those of trainable networks are Keras', in registry.py.
UNIT_ACTIVATIONS: Mapping[str, UnitActivation] = {
    "sigmoid": UnitActivation("σ", lambda jnp, nn: nn.sigmoid, 0.5, of_bits=True),
    "step": UnitActivation(
        "step", lambda jnp, nn: lambda sums: (sums > 0).astype(sums.dtype), 0.5, of_bits=True
    ),
    "tanh": UnitActivation("tanh", lambda jnp, nn: jnp.tanh, 0.0),
    "relu": UnitActivation("relu", lambda jnp, nn: nn.relu, None),
    "linear": UnitActivation("", lambda jnp, nn: lambda sums: sums, 0.5),
}


def check_activation(name: Any) -> None:
    """Raise SettingError for a name that is not in UNIT_ACTIVATIONS."""
    if not isinstance(name, str) or name not in UNIT_ACTIVATIONS:
        known = did_you_mean(str(name), UNIT_ACTIVATIONS)
        raise SettingError(message("unit-activation", name=seen(name)) + known)
