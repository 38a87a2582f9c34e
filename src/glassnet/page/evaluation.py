"""How well a network does on all of its data, as it stands."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from glassnet.data import Dataset
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import References, Variables, loss


class Scores(NamedTuple):
    """How a network does.

    Attributes:
        loss: of all rows, with penalties.
        score: accuracy, or the mean absolute error of a regression.
        gradients: of the loss, in the order of the trainable variables.
    """

    loss: float
    score: float
    gradients: list[Any]


class Evaluation:
    """The scores of one model, compiled once. Reads the model's weights, changes nothing."""

    def __init__(self, model: Any, dataset: Dataset) -> None:
        self._references = References.of(model)
        self._last: tuple[Variables, Scores] | None = None
        self._batch = one_batch(model, dataset.x, dataset.y, caller="studio")
        y = jnp.asarray(dataset.y)

        def scores(weights: Any, rest: Any, batch: Any) -> Any:
            of_rows = lambda now: loss(model, now, rest, batch, caller="studio")
            found, gradients = jax.value_and_grad(of_rows)(weights)
            predicted = model.stateless_call(weights, rest, dataset.x)[0]
            return found, _score(dataset, predicted, y), gradients

        self._scores = jax.jit(scores)

    def __call__(self, state: Variables | None = None) -> Scores:
        """The scores. state: other weights than the model's own."""
        now = self._references.read() if state is None else state
        if self._last is None or not _is_same(now, self._last[0]):
            found, score, gradients = self._scores(now.trainable, now.non_trainable, self._batch)
            self._last = now, Scores(float(found), float(score), gradients)
        return self._last[1]


def _is_same(now: Variables, before: Variables) -> bool:
    """Whether the weights are the very arrays that they were, which never change."""
    both = zip(
        now.trainable + now.non_trainable, before.trainable + before.non_trainable, strict=True
    )
    return all(one is other for one, other in both)


def _score(dataset: Dataset, predicted: Any, y: Any) -> Any:
    match dataset.task:
        case "binary":
            return jnp.mean((predicted > 0.5) == (y > 0.5))
        case "classes":
            return jnp.mean(jnp.argmax(predicted, axis=-1) == y.reshape(-1))
        case "regression":
            return jnp.mean(jnp.abs(predicted - y))
