"""What the lessons on autoencoders share: digits that no training has seen, what layers make of
them, and pictures side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data import digits

UNSEEN = 1_000
SIDE = 12  # pixels


def unseen() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """([UNSEEN, 144] pixels, [UNSEEN] digits): drawn from another seed than those learned from."""
    images, labels = digits(UNSEEN, seed=1, side=SIDE)
    return images.reshape(UNSEEN, -1), labels


def outputs(model: Any, layer: str, x: NDArray[Any]) -> NDArray[Any]:
    """A layer's outputs for rows of inputs, [rows, units]."""
    import keras

    inner: Any = keras.Model(model.inputs[0], model.get_layer(layer).output)
    return np.asarray(inner(x))


def squared_error(model: Any, x: NDArray[Any]) -> float:
    """Mean squared error of an autoencoder over rows and pixels."""
    return float(np.square(np.asarray(model(x)) - x).mean())


def components_error(learned: NDArray[Any], x: NDArray[Any], count: int) -> float:
    """Mean squared error of x made of `count` principal components of `learned`: the least that
    any linear autoencoder with so narrow a code reaches on `learned` (Baldi & Hornik 1989)."""
    mean = learned.mean(axis=0)
    components = np.linalg.svd(learned - mean, full_matrices=False)[2][:count]
    return float(np.square((x - mean) @ components.T @ components - (x - mean)).mean())


def one_of_each(labels: NDArray[Any]) -> NDArray[np.int64]:
    """The first row of each digit, [10]."""
    return np.unique(labels, return_index=True)[1].astype(np.int64)


def side_by_side(pictures: NDArray[Any]) -> NDArray[Any]:
    """One picture of many, with room of a pixel between them, which is NaN.

    pictures: [rows, columns, SIDE²] -> [rows * (SIDE + 1) - 1, columns * (SIDE + 1) - 1].
    """
    rows, columns, _ = pictures.shape
    framed = np.full((rows, columns, SIDE + 1, SIDE + 1), np.nan)
    framed[..., :-1, :-1] = pictures.reshape(rows, columns, SIDE, SIDE)
    return framed.swapaxes(1, 2).reshape(rows * (SIDE + 1), -1)[:-1, :-1]


def draw_digits(ax: Any, pictures: NDArray[Any], names: list[str]) -> None:
    """Rows of digits, ink on paper, each row with its name. pictures: [rows, columns, SIDE²]."""
    ax.imshow(side_by_side(pictures), cmap="Greys", vmin=0, vmax=1)
    middles = SIDE / 2 - 0.5 + (SIDE + 1) * np.arange(len(names))
    ax.set_yticks(middles, names)
    ax.set_xticks([])
    ax.tick_params(length=0, labelsize=8)
    ax.spines[:].set_visible(False)
