"""The parts that the note's four programs share: the rows of XOR, and the first three's loss."""

from __future__ import annotations

from typing import Any

from keras import ops

from glassnet.data.built_in import gate

XOR = gate("xor")
x, y = XOR.x, XOR.y  # [4, 2] and [4, 1] float32


def cross_entropy(y_true: Any, y_pred: Any) -> Any:
    """The note's binary cross-entropy. y_true, y_pred: [batch, 1], y_pred in 0..1.

    1e-7 keeps the logarithm finite where a prediction is 0 or 1. Keras' own `binary_crossentropy`
    clips the prediction instead, and its gradient is zero there.
    Returns [batch]; Keras takes the mean.
    """
    y_true = ops.cast(y_true, y_pred.dtype)
    rows = y_true * ops.log(y_pred + 1e-7) + (1 - y_true) * ops.log(1 - y_pred + 1e-7)
    return ops.mean(-rows, axis=-1)
