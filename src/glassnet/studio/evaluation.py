"""How well a network does on all of its data, as it stands."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from glassnet.data import Dataset
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import loss


class Scores(NamedTuple):
    """Loss of all rows, with penalties; accuracy, or the mean absolute error of a regression."""

    loss: float
    score: float


class Evaluation:
    """The scores of one model, compiled once. Reads the model's weights, changes nothing."""

    def __init__(self, model: Any, dataset: Dataset) -> None:
        self._model = model
        self._batch = one_batch(model, dataset.x, dataset.y, caller="studio")
        y = jnp.asarray(dataset.y)

        def scores(weights: Any, rest: Any, batch: Any) -> Any:
            found = loss(model, weights, rest, batch, caller="studio")
            predicted = model.stateless_call(weights, rest, dataset.x)[0]
            return found, _score(dataset, predicted, y)

        self._scores = jax.jit(scores)

    def __call__(self) -> Scores:
        weights = [each.value for each in self._model.trainable_variables]
        rest = [each.value for each in self._model.non_trainable_variables]
        return Scores(*map(float, self._scores(weights, rest, self._batch)))


def _score(dataset: Dataset, predicted: Any, y: Any) -> Any:
    match dataset.task:
        case "binary":
            return jnp.mean((predicted > 0.5) == (y > 0.5))
        case "classes":
            return jnp.mean(jnp.argmax(predicted, axis=-1) == y.reshape(-1))
        case "regression":
            return jnp.mean(jnp.abs(predicted - y))
