"""How an optimizer moves a point: plain gradient descent, or any optimizer of Keras' in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from glassnet.networks.options import keras_name

Move = Callable[[Sequence[float], Sequence[float]], tuple[float, ...]]
"""The next point from a point and the gradient there; it may remember the steps before."""

PLAIN = "sgd"


def move_of(optimizer: str, rate: float) -> tuple[str, Move]:
    """An optimizer's canonical name, and a new optimizer of this kind.

    Plain gradient descent does without Keras, which takes three times as long to import as
    everything else here; its numbers are those of keras.optimizers.SGD in float64.

    Raises:
        SettingError: an optimizer that Keras does not have.
    """
    name = keras_name(optimizer, {})
    if name == PLAIN:
        return name, lambda point, gradient: tuple(
            x - rate * slope for x, slope in zip(point, gradient, strict=True)
        )
    from glassnet.descent.keras_move import DESCENT_OPTIMIZERS, KerasMove

    name = DESCENT_OPTIMIZERS.canonical(name)
    make: Any = DESCENT_OPTIMIZERS[name]
    return name, KerasMove(make, rate)
