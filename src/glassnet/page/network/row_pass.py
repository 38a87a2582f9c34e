"""One row's way through the network, and the gradient's way back."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.graph import run_once

Layers = list[NDArray[np.float32]]  # of each layer, [units]


class Passed(NamedTuple):
    """What each unit has and gets.

    Attributes:
        loss: of the row alone, without penalties.
        sums, outputs: weighted sums, and what the activation makes of them.
        by_sum, by_output: the gradient of the loss by either; of an output with cross-entropy, by
            its sum p - y.
    """

    loss: float
    sums: Layers
    outputs: Layers
    by_sum: Layers
    by_output: Layers


class RowPass:
    """The passes of single rows, compiled once. model: compiled, of Dense layers."""

    def __init__(self, model: Any) -> None:
        self._layers = model.layers
        self._loss: Any = keras.losses.get(model.loss)
        self._run = jax.jit(
            jax.value_and_grad(self._forward, has_aux=True), compiler_options=dict(run_once.SMALL)
        )

    def __call__(self, x: NDArray[Any], y: NDArray[Any]) -> Passed:
        """The passes with the weights as they are. x: [features]; y: [1], the row's target."""
        zeros = [(np.zeros(each.units, np.float32),) * 2 for each in self._layers]
        weights = [(each.kernel.value, each.bias.value) for each in self._layers]
        (loss, (sums, outputs)), gradients = self._run(zeros, weights, x, y)
        parts = sums, outputs, *zip(*gradients, strict=True)
        return Passed(float(loss), *(list(map(np.asarray, part)) for part in parts))

    def _forward(self, added: Any, weights: Any, x: Any, y: Any) -> Any:
        """The loss, with sums and outputs. added: zeros to each of them, to differentiate by."""
        given, sums, outputs = x, list[Any](), list[Any]()
        for layer, (kernel, bias), (to_sum, to_output) in zip(
            self._layers, weights, added, strict=True
        ):
            sums.append(given @ kernel + bias + to_sum)
            # Softmax wants a batch.
            outputs.append(layer.activation(sums[-1][None])[0] + to_output)
            given = outputs[-1]
        return jnp.mean(self._loss(y[None], given[None])), (sums, outputs)
