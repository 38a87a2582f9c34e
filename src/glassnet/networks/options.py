"""Which losses fit which task. Loads no Keras: the loss asked for decides how a file is read.

Left out on purpose: mean_squared_error for classes, because y is one column of class indices and
would be broadcast against the softmax's columns; mean_absolute_percentage_error and
mean_squared_logarithmic_error for regression, because a standardised y passes through 0.
"""

from __future__ import annotations

from collections.abc import Mapping

from glassnet.data.dataset import Task

# Keras' names; the first of a task is its default.
LOSSES_OF: Mapping[Task, tuple[str, ...]] = {
    "binary": (
        "binary_crossentropy",
        "binary_focal_crossentropy",
        "mean_squared_error",
        "mean_absolute_error",
        "huber",
        "log_cosh",
        "hinge",
        "squared_hinge",
    ),
    "classes": ("sparse_categorical_crossentropy",),
    "regression": ("mean_squared_error", "mean_absolute_error", "huber", "log_cosh"),
}
ALIASES = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}


def tasks_of(loss: str | None) -> tuple[Task, ...]:
    """The tasks that a loss fits, by any of its names; () for None."""
    name = None if loss is None else spelled(loss, ALIASES)
    return tuple(task for task, losses in LOSSES_OF.items() if name in losses)


def spelled(name: str, aliases: Mapping[str, str]) -> str:
    """A name as Keras writes it: `MSE` is mean_squared_error."""
    plain = name.strip().lower().replace("-", "_")
    return aliases.get(plain, plain)
