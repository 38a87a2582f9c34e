"""Models and data that cannot be trained as they are: each is refused in one line with a remedy.

`caller` is the function that the line begins with: "fit", "trace", "diagnose", …
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from glassnet import backend
from glassnet.errors import DataError, SettingError
from glassnet.text import message
from glassnet.training import processes

# What works where a keras.distribution spans several processes.
IN_SEVERAL_PROCESSES = ("fit", "Trainer", "trace")

# The model --------------------------------------------------------------------------------------


class ModelInUse(SettingError):
    """Keras' own `predict`, `evaluate` or `fit`, in another thread, has taken the variables' values
    until it has ended."""


def check_compiled(model: Any, caller: str = "fit") -> None:
    """Raise SettingError or BackendError unless the model can become one compiled program."""
    kind = type(model).__name__
    if not isinstance(model, keras.Model):
        raise SettingError(message("training-not-a-model", caller=caller, type=kind))
    if not model.compiled:
        raise SettingError(message("training-not-compiled", caller=caller))
    if model.run_eagerly and caller != "diagnose":  # which compiles copies of its steps alone
        raise SettingError(message("training-run-eagerly", caller=caller))
    for name in ("make_train_function", "make_test_function"):
        if getattr(type(model), name) is not getattr(keras.Model, name):
            raise SettingError(
                message("training-own-function", caller=caller, model=kind, method=name)
            )
    backend.check_started()
    if processes.are_several() and caller not in IN_SEVERAL_PROCESSES:
        raise SettingError(message("training-distribution", caller=caller))


def has_own_train_step(model: Any) -> bool:
    """Whether the model overrides Keras' train step, and so minimises and logs what it likes."""
    return type(model).train_step is not keras.Model.train_step


def check_train_step(model: Any, caller: str) -> None:
    """Raise SettingError for a train step of the model's own: its loss may be another one."""
    if has_own_train_step(model):
        kind, name = type(model).__name__, model.name
        raise SettingError(message("training-own-train-step", caller=caller, type=kind, model=name))


def check_whole(model: Any, caller: str) -> None:
    """Raise SettingError where this process cannot read the weights without the others."""
    for variable in model.variables:
        if processes.is_in_parts(variable.value):
            named = {"caller": caller, "variable": variable.path}
            raise SettingError(message("processes-in-parts", **named))


def check_targets(model: Any, x: Any, y: Any, name: str = "y") -> None:
    """Raise DataError where Keras' own loss would compare with a `y` that is missing."""
    own = has_own_train_step(model) or type(model).compute_loss is not keras.Model.compute_loss
    if y is None and hasattr(x, "shape") and model.loss is not None and not own:
        raise DataError(message("training-no-targets", name=name))


# The data ---------------------------------------------------------------------------------------


def check_count(name: str, number: Any) -> None:
    """Raise SettingError unless `number` is None or a whole number of at least 1."""
    if number is not None and (not isinstance(number, int | np.integer) or number < 1):
        raise SettingError(message("training-count", name=name, value=repr(number)))


def check_class_weight(weights: Any) -> None:
    """Raise SettingError unless `weights` is None or a mapping of classes to their weights."""
    if weights is not None and not isinstance(weights, Mapping):
        raise SettingError(message("training-class-weight", type=type(weights).__name__))


def check_parts(name: str, data: Any) -> None:
    """Raise DataError for a tuple or list that is not (x,), (x, y) or (x, y, sample_weight)."""
    if isinstance(data, list | tuple) and len(data) not in (1, 2, 3):
        raise DataError(message("training-parts", name=name, count=len(data)))


def check_no_file(**parts: Any) -> None:
    """Raise DataError for a path in place of data, by the argument's name."""
    for name, part in parts.items():
        if isinstance(part, str | Path):
            raise DataError(message("training-file", name=name, path=repr(str(part))))


def check_rows(**parts: Any) -> None:
    """Raise DataError unless all arrays are numbers with equally many rows, and have some.

    parts: by the arguments' names, first the inputs.
    """
    inputs = next(iter(parts))
    leaves = {
        name: [leaf for leaf in keras.tree.flatten(part) if leaf is not None]
        for name, part in parts.items()
        if part is not None
    }
    for name, arrays in leaves.items():
        if not all(array.shape for array in arrays):
            raise DataError(message("training-scalar", name=name))
        if any(isinstance(array, np.ma.MaskedArray) for array in arrays):
            raise DataError(message("training-masked", name=name))
        if any(map(_is_text, arrays)):
            raise DataError(message("training-text", name=name))
    sizes = {name: sorted({array.shape[0] for array in arrays}) for name, arrays in leaves.items()}
    if not sizes.get(inputs):
        raise DataError(message("training-no-data", name=inputs))
    if len(set().union(*sizes.values())) > 1:
        counts = ", ".join(f"{name} {'/'.join(map(str, rows))}" for name, rows in sizes.items())
        raise DataError(message("training-row-counts", names=", ".join(sizes), counts=counts))
    if sizes[inputs] == [0]:
        raise DataError(message("training-no-rows", name=inputs))


def _is_text(array: Any) -> bool:
    """Whether an array, or a column of a DataFrame, holds text, in one of pandas' own types too."""
    if hasattr(array, "columns"):
        return any(_is_text(array[name]) for name in array.columns)
    dtype = getattr(array, "dtype", np.dtype(object))
    if not hasattr(dtype, "kind"):  # PyTorch's and TensorFlow's own, which have numbers only
        return False
    labels = getattr(dtype, "categories", None)  # of a categorical Series
    kind = dtype if labels is None else labels.dtype
    if kind.kind == "O":
        return isinstance(next(iter(np.asarray(array).flat), None), str)
    return kind.kind in "SU" or kind.name in ("str", "string")
