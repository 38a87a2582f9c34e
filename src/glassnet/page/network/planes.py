"""What every unit makes of the plane: pictures of its output over two features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.training.keras_model import References, Variables

OUTPUT_SIDE, UNIT_SIDE = 100, 32  # pixels
MOST = 32_767  # of a picture's numbers
MARGIN = 0.15  # of a feature's range, beyond it
# Activation -> the output that is neutral, and the distance from it that is the full colour; of the
# others 0, and the largest output on the plane.
RANGES = {
    "sigmoid": (0.5, 0.5),
    "hard_sigmoid": (0.5, 0.5),
    "softmax": (0.5, 0.5),
    "step": (0.5, 0.5),
    "tanh": (0.0, 1.0),
    "softsign": (0.0, 1.0),
    "hard_tanh": (0.0, 1.0),
}


class Axes(NamedTuple):
    """The part of the feature space that is shown.

    Attributes:
        across, up: numbers of the features.
        low, high: [features] their ends.
        held: [features] the values of the others.
    """

    across: int
    up: int
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    held: NDArray[np.float32]

    def points(self, side: int) -> NDArray[np.float32]:
        """[side · side, features], row by row from the top left."""
        points = np.tile(self.held, (side * side, 1))
        across = np.linspace(self.low[self.across], self.high[self.across], side)
        up = np.linspace(self.high[self.up], self.low[self.up], side)
        if self.up != self.across:
            points[:, self.up] = np.repeat(up, side)
        points[:, self.across] = np.tile(across, side)
        return points


def axes_of(x: NDArray[Any], plane: tuple[int, int], held: Sequence[float]) -> Axes:
    """Axes over all rows. x: [rows, features]; held: values of all features; () for their means."""
    low, high = x.min(axis=0), x.max(axis=0)
    room = np.where(high > low, MARGIN * (high - low), 1.0)
    kept = np.asarray(held or x.mean(axis=0), np.float32)
    across, up = plane if x.shape[1] > 1 else (0, 0)
    return Axes(across, up, low - room, high + room, kept)


class Planes:
    """The pictures of one model, from its weights as they are. model: built, of Dense layers."""

    def __init__(self, model: Any, axes: Axes) -> None:
        self._activations = [each.activation.__name__ for each in model.layers]
        self._points = {side: axes.points(side) for side in (OUTPUT_SIDE, UNIT_SIDE)}
        self._references = References.of(model)
        inner = keras.Model(model.inputs, [each.output for each in model.layers])

        def outputs(weights: Any, rest: Any, x: Any) -> list[Any]:
            found = inner.stateless_call(weights, rest, [x])[0]
            return found if isinstance(found, list) else [found]

        def pictures(weights: Any, rest: Any) -> dict[str, Any]:
            last = outputs(weights, rest, self._points[OUTPUT_SIDE])[-1]
            found = {"surface": picture(last, self._activations[-1], OUTPUT_SIDE)}
            layers = outputs(weights, rest, self._points[UNIT_SIDE])
            for number, (values, name) in enumerate(zip(layers, self._activations, strict=True)):
                found[f"layer{number}"] = picture(values, name, UNIT_SIDE)
            return found

        self._outputs = jax.jit(outputs)
        self._pictures = jax.jit(pictures)

    def outputs(self, x: NDArray[Any], state: Variables | None = None) -> list[NDArray[np.float32]]:
        """Each layer's outputs, [rows, units], at some points. state: other weights than now."""
        now = self._references.read() if state is None else state
        return list(map(np.asarray, self._outputs(now.trainable, now.non_trainable, x)))

    def small(self, state: Variables) -> NDArray[np.int16]:
        """The outputs' pictures with other weights, [outputs, 32, 32]."""
        last = self.outputs(self._points[UNIT_SIDE], state)[-1]
        return picture(last, self._activations[-1], UNIT_SIDE)

    def pictures(self) -> dict[str, NDArray[np.int16]]:
        """`surface` [outputs, 100, 100], and `layer<n>` [units, 32, 32] for each layer; 0 is
        neutral, MOST the most positive, −MOST the most negative."""
        now = self._references.read()
        found = self._pictures(now.trainable, now.non_trainable)
        return {name: np.asarray(each) for name, each in found.items()}


def picture(values: Any, activation: str, side: int) -> Any:
    """Outputs, [side · side, units] of NumPy or JAX, as pictures [units, side, side] int16; see
    `Planes.pictures`."""
    xp = values.__array_namespace__()
    neutral, most = RANGES.get(activation, (0.0, 0.0))
    values = xp.nan_to_num(values - neutral, nan=0.0, posinf=1e30, neginf=-1e30)
    scale = most or xp.maximum(xp.abs(values).max(axis=0), 1e-30)
    numbers = xp.rint(MOST * xp.clip(values / scale, -1, 1)).astype("<i2")
    return numbers.T.reshape(-1, side, side)
