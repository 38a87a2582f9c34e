"""How well a network does on all of its data, as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from glassnet.data.dataset import Task
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import References, Variables, loss


class Scores(NamedTuple):
    """How a network does.

    Attributes:
        loss: of all rows, with penalties.
        score: accuracy, or the mean absolute error of a regression.
        gradients: of the loss, in the order of the trainable variables, if these are wanted.
    """

    loss: float
    score: float
    gradients: list[Any]


Scoring = Callable[[Any, Any], Any]
"""(predicted, y) -> the score of all rows."""


class Evaluation:
    """The scores of one model, compiled once. Reads the model's weights, changes nothing.

    Args:
        model: compiled.
        x, y: the rows.
        score: of what the model says about them.
        gradients: whether these are wanted too, which takes three times as long.
    """

    def __init__(
        self, model: Any, x: Any, y: Any, score: Scoring, *, gradients: bool = True
    ) -> None:
        self._references = References.of(model)
        self._last: tuple[Variables, Scores] | None = None
        self._batch = one_batch(model, x, y, caller="studio")

        def scores(weights: Any, rest: Any, batch: Any) -> Any:
            of_rows = lambda now: loss(model, now, rest, batch, caller="studio")
            predicted = model.stateless_call(weights, rest, x)[0]
            if not gradients:
                return of_rows(weights), score(predicted, y), []
            found, slopes = jax.value_and_grad(of_rows)(weights)
            return found, score(predicted, y), slopes

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


def binary_accuracy(predicted: Any, y: Any) -> Any:
    """The share of rows on the right side of 0.5."""
    return jnp.mean((predicted > 0.5) == (y > 0.5))


def class_accuracy(predicted: Any, y: Any) -> Any:
    """The share of rows whose likeliest class is the right one. y: class numbers."""
    return jnp.mean(jnp.argmax(predicted, axis=-1) == jnp.reshape(y, predicted.shape[:-1]))


def mean_absolute_error(predicted: Any, y: Any) -> Any:
    """Of all outputs."""
    return jnp.mean(jnp.abs(predicted - y))


SCORES: Mapping[Task, Scoring] = {
    "binary": binary_accuracy,
    "classes": class_accuracy,
    "regression": mean_absolute_error,
}
