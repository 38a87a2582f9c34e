"""Arrays as pictures for TensorBoard's Images page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# A decision boundary's picture has so many points on each side.
SIDE = 64
MARGIN = 0.25  # of the data's width, beyond it on each side

# From the first class over undecided to the second: blue, white, orange, told apart by colour-blind
# people too (the same pair as in boundary.png).
LOW, MIDDLE, HIGH = np.array([[31, 119, 180], [255, 255, 255], [230, 126, 34]], float)


def weight_pictures(weights: NDArray[Any]) -> NDArray[np.uint8] | None:
    """Weights over steps as grey pictures: mid grey is 0, white and black the largest size.

    weights: [steps, …]. What a picture is follows keras.callbacks.TensorBoard: without axes of one,
    a vector is a row, a matrix lies on its long side, of three axes the last is one picture each.
    Returns [steps, pictures, height, width, 1] uint8; None for more axes.
    """
    steps = len(weights)
    shape = [size for size in weights.shape[1:] if size != 1]
    values = weights.reshape(steps, *shape)
    match len(shape):
        case 0 | 1:
            values = values.reshape(steps, 1, 1, -1)
        case 2:
            tall = shape[0] > shape[1]
            values = (values.transpose(0, 2, 1) if tall else values)[:, None]
        case 3:
            values = values.transpose(0, 3, 1, 2)
        case _:
            return None
    size = np.abs(np.nan_to_num(values)).max(axis=(1, 2, 3), keepdims=True)
    share = np.nan_to_num(values) / np.where(size > 0, size, 1)
    return np.rint(127.5 + 127.5 * share).astype(np.uint8)[..., None]


def boundary_grid(x: NDArray[Any]) -> NDArray[np.float32]:
    """The points round the data where a model is asked: [SIDE², 2]. x: [rows, 2]."""
    low, high = x.min(axis=0), x.max(axis=0)
    width = np.where(high > low, high - low, 1)
    first, second = (
        np.linspace(low[i] - MARGIN * width[i], high[i] + MARGIN * width[i], SIDE) for i in (0, 1)
    )
    # The first row is the top of the picture, where the second feature is largest.
    return np.stack(np.meshgrid(first, second[::-1]), axis=-1).reshape(-1, 2).astype(np.float32)


def boundary_pictures(answers: NDArray[Any]) -> NDArray[np.uint8]:
    """A model's answers on `boundary_grid` over steps: [steps, SIDE², outputs] probabilities.

    One output: blue for 0, white for 0.5, orange for 1. Several: the share of the likeliest class,
    darker where it is surer. Returns [steps, 1, SIDE, SIDE, 3] uint8.
    """
    answers = np.clip(np.nan_to_num(answers.reshape(len(answers), SIDE, SIDE, -1)), 0, 1)
    if answers.shape[-1] == 1:
        below = np.clip(2 * answers, 0, 1)
        above = np.clip(2 * answers - 1, 0, 1)
        colours = LOW + (MIDDLE - LOW) * below + (HIGH - MIDDLE) * above
    else:
        hues = _hues(answers.shape[-1])
        surest = answers.max(axis=-1, keepdims=True)
        colours = MIDDLE + (hues[answers.argmax(axis=-1)] - MIDDLE) * surest
    return np.rint(colours).astype(np.uint8)[:, None]


def _hues(classes: int) -> NDArray[np.float64]:
    """A colour a class: [classes, 3], of Okabe and Ito's palette, told apart by any eyes."""
    palette = ["0072b2", "e69f00", "009e73", "cc79a7", "56b4e9", "d55e00", "f0e442"]
    colours = [[int(colour[i : i + 2], 16) for i in (0, 2, 4)] for colour in palette]
    return np.array([colours[number % len(colours)] for number in range(classes)], float)
