"""A network's answers, by one compiled program whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from glassnet.runs.boundary import Predict

# Each shape compiles anew (60 ms), so rows go through in blocks of one size, the last filled up.
BLOCK = 4096


def predictor(model: Any) -> Predict:
    """A keras.Model's answers: a function [rows, features] float32 -> [rows, outputs] float32.

    It reads the model's weights anew at each call.
    """
    import jax

    def answer(trainable: Any, fixed: Any, x: Any) -> Any:
        return model.stateless_call(trainable, fixed, x, training=False)[0]

    compiled = cast(
        Callable[..., NDArray[Any]],
        jax.jit(answer),
    )

    def predict(x: NDArray[np.float32]) -> NDArray[Any]:
        # Not kept between calls: Keras gives the arrays behind the variables away when it trains.
        trainable = [variable.value for variable in model.trainable_variables]
        fixed = [variable.value for variable in model.non_trainable_variables]
        blocks: list[NDArray[Any]] = []
        for start in range(0, len(x), BLOCK):
            rows = np.asarray(x[start : start + BLOCK], np.float32)
            filled = np.zeros((BLOCK, *rows.shape[1:]), np.float32)
            filled[: len(rows)] = rows
            blocks.append(np.array(compiled(trainable, fixed, filled)[: len(rows)]))
        return np.concatenate(blocks)

    return predict
