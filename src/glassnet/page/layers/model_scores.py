"""How a model of any layers is scored: what fits its loss and its targets."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.page.evaluation import (
    Scoring,
    binary_accuracy,
    class_accuracy,
    mean_absolute_error,
)
from glassnet.training.keras_model import References


class Found(NamedTuple):
    """How a model is scored. classes: how many there are; 0 for a regression."""

    score: Scoring
    name: Literal["accuracy", "error"] | None
    classes: int


def scoring(model: Any, x: Any, y: Any) -> Found:
    """The score that fits a model's loss and targets; none for several outputs. x: of one row."""
    name, leaves = next(iter(loss_names(model)), ""), jax.tree.leaves(y)
    state = References.of(model).read()
    says = lambda *variables: model.stateless_call(*variables, x)[0]
    predicted = jax.tree.leaves(jax.eval_shape(says, state.trainable, state.non_trainable))
    if len(leaves) != 1 or len(predicted) != 1:
        return Found(lambda predicted, y: np.nan, None, 0)
    outputs = predicted[0].shape[-1]
    if "binary" in name and outputs == 1:
        limit = 0.0 if getattr(model.loss, "from_logits", False) else 0.5
        return Found(
            lambda predicted, y: binary_accuracy(predicted - limit + 0.5, y), "accuracy", 2
        )
    if "sparse_categorical" in name:
        return Found(class_accuracy, "accuracy", outputs)
    if "categorical" in name and "binary" not in name:
        return Found(
            lambda predicted, y: class_accuracy(predicted, y.argmax(-1)), "accuracy", outputs
        )
    return Found(mean_absolute_error, "error", 0)


def loss_names(model: Any) -> tuple[str, ...]:
    """The outputs' losses as Keras calls them: `binary_crossentropy`."""
    given = [each for each in keras.tree.flatten(model.loss) if each is not None]
    return tuple(dict.fromkeys(map(_loss_name, given)))


def _loss_name(loss: Any) -> str:
    if isinstance(loss, str):
        loss = keras.losses.get(loss)  # `mse` is `mean_squared_error`
    found = getattr(loss, "name", None) or getattr(loss, "__name__", None)
    return str(found or type(loss).__name__)


def first_rows(tree: Any, count: int | None) -> Any:
    """The first rows of all arrays; None for all rows."""
    return jax.tree.map(lambda each: each[:count], tree)


def targets_of(y: Any) -> tuple[float, ...]:
    """Each row's class number or target; () where a row has several numbers."""
    leaves: list[NDArray[Any]] = jax.tree.leaves(y)
    flat = [np.asarray(each).reshape(len(each), -1) for each in leaves]
    if len(flat) != 1:
        return ()
    found = flat[0]
    if found.shape[1] > 1 and set(np.unique(found)) <= {0, 1} and (found.sum(1) == 1).all():
        found = found.argmax(1)[:, None]  # one-hot
    return tuple(map(float, found[:, 0])) if found.shape[1] == 1 else ()
