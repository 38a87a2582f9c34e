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
        self._model = model
        self._activations = [each.activation.__name__ for each in model.layers]
        self._points = {side: axes.points(side) for side in (OUTPUT_SIDE, UNIT_SIDE)}
        inner = keras.Model(model.inputs, [each.output for each in model.layers])
        self._run = jax.jit(lambda weights, rest, x: inner.stateless_call(weights, rest, x)[0])

    def outputs(self, x: NDArray[Any], state: Variables | None = None) -> list[NDArray[np.float32]]:
        """Each layer's outputs, [rows, units], at some points. state: other weights than now."""
        now = References.of(self._model).read() if state is None else state
        found = self._run(now.trainable, now.non_trainable, x)
        return [np.asarray(each) for each in (found if isinstance(found, list) else [found])]

    def small(self, state: Variables) -> NDArray[np.int16]:
        """The outputs' pictures with other weights, [outputs, 32, 32]."""
        last = self.outputs(self._points[UNIT_SIDE], state)[-1]
        return picture(last, self._activations[-1], UNIT_SIDE)

    def pictures(self) -> dict[str, NDArray[np.int16]]:
        """`surface` [outputs, 100, 100], and `layer<n>` [units, 32, 32] for each layer; 0 is
        neutral, MOST the most positive, −MOST the most negative."""
        last = self.outputs(self._points[OUTPUT_SIDE])[-1]
        found = {"surface": picture(last, self._activations[-1], OUTPUT_SIDE)}
        layers = self.outputs(self._points[UNIT_SIDE])
        for number, (values, name) in enumerate(zip(layers, self._activations, strict=True)):
            found[f"layer{number}"] = picture(values, name, UNIT_SIDE)
        return found


def picture(values: NDArray[Any], activation: str, side: int) -> NDArray[np.int16]:
    """Outputs, [side · side, units], as pictures [units, side, side]; see `Planes.pictures`."""
    neutral, most = RANGES.get(activation, (0.0, 0.0))
    values = np.nan_to_num(values - neutral, nan=0.0, posinf=1e30, neginf=-1e30)
    scale = most or np.maximum(np.abs(values).max(axis=0), 1e-30)
    numbers = np.rint(MOST * np.clip(values / scale, -1, 1)).astype("<i2")
    return np.ascontiguousarray(numbers.T).reshape(-1, side, side)
