"""Recordings whose numbers are known: filled by hand, or by training a small network."""

from __future__ import annotations

import warnings
from typing import Any

import keras
import numpy as np

import glassnet as gn
from glassnet.recording.quantities import QUANTITIES
from glassnet.recording.recorder import Series


def recording(what: str, values: dict[str, Any], steps: Any = None) -> gn.Recording:
    """values: name -> numbers [n], arrays [n, …] or a histogram's three arrays."""
    made = gn.Recording(what)
    fill(made, what, values, steps)
    return made


def fill(made: gn.Recording, what: str, values: dict[str, Any], steps: Any = None) -> None:
    for name, value in values.items():
        count = len(value[0] if isinstance(value, tuple) else value)
        at = np.arange(1, count + 1) if steps is None else np.asarray(steps)
        value = value if isinstance(value, tuple) else np.asarray(value)
        tag = QUANTITIES[what].tag.format(name=name)
        made._take([Series(what, tag, at, value)])


def untrained() -> keras.Model:
    """2-3-3-1. The layers are not in the order of the alphabet."""
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(3, "tanh", name="zeta"),
            keras.layers.Dense(3, "tanh", name="alpha"),
            keras.layers.Dense(1, "sigmoid", name="mid"),
        ]
    )
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    return model


def trained(record: list[str]) -> tuple[gn.Recording, Any, Any]:
    """(recording, history, dataset) of `untrained` on xor, six epochs of two steps."""
    data, model = gn.load("xor"), untrained()
    made = gn.Recording(record)
    history = gn.fit(model, data.x, data.y, batch_size=2, epochs=6, verbose=0, callbacks=[made])
    return made, history, data


def some_steps(made: gn.Recording, steps: list[int]) -> gn.Recording:
    """What would have been recorded of the boundary at these steps alone."""
    series = made["decision_boundary"]
    some = recording("boundary", {"": series.values[np.array(steps) - 1]}, steps=steps)
    some.set_params(made.params)
    some.set_model(made.model)
    return some


def pixels(figure: Any) -> np.ndarray:
    """What is drawn: [height, width, 3], 0 to 1. Warnings are errors, but for missing fonts."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3] / 255
