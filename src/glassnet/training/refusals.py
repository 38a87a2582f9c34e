"""Models and data that cannot be trained as they are: each is refused in one line with a remedy.

`caller` is the function that the line begins with: "fit", "trace", "diagnose", …
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np

from glassnet import backend
from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.text import message
from glassnet.training import processes

_UNTRACEABLE = (
    jax.errors.ConcretizationTypeError,  # if, bool(), float() on an array
    jax.errors.TracerArrayConversionError,  # NumPy on an array
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)
_IN_BOLD = re.compile(r"\x1b\[1m(.*?)\x1b\[0m", re.DOTALL)
_WRAPPED = "Exception encountered:\n"  # Keras' words before those of what it has caught

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
    labels = getattr(dtype, "categories", None)  # of a categorical Series
    kind = dtype if labels is None else labels.dtype
    if kind.kind == "O":
        return isinstance(next(iter(np.asarray(array).flat), None), str)
    return kind.kind in "SU" or kind.name in ("str", "string")


# Both together ----------------------------------------------------------------------------------


@contextmanager
def explained(
    model: Any, step: str, caller: str = "fit", x: Any = None, y: Any = None
) -> Generator[None]:
    """Turn what tracing a step raises into one line, where the cause can be told.

    step: name of the traced step, such as "train_step". x, y: the data, for their shapes.

    Raises:
        SettingError: the model's Python code needs values where a trace has none yet.
        DataError: the shapes of x or y are not those of the model.
    """
    try:
        yield
    except Exception as error:
        reason = next((each for each in _causes(error) if isinstance(each, _UNTRACEABLE)), None)
        if reason is not None:
            named = {"step": step, "type": type(model).__name__, "model": model.name}
            why = str(reason).strip().splitlines()[0].rstrip(".")
            raise SettingError(
                message("training-untraceable", caller=caller, **named, reason=why)
            ) from error
        is_keras = isinstance(error, ValueError | TypeError | KeyError)
        if not is_keras or isinstance(error, GlassnetError):
            raise
        if _is_one_hot(model, y):
            named = {"name": "val_y" if step == "test_step" else "y", "shape": str(_shapes(y))}
            raise DataError(message("training-one-hot", **named)) from error
        if _shapes_differ(model, x, y):
            data = {"val_x": x, "val_y": y} if step == "test_step" else {"x": x, "y": y}
            raise DataError(mismatch(model, data, error, caller)) from error
        raise


def mismatch(model: Any, data: Mapping[str, Any], error: Exception, caller: str) -> str:
    """The shapes of the data and of the model, and Keras' reason where they do not show it.

    data: x and y by their names. error: what Keras raised.
    """
    got = ", ".join(f"{name} {_shapes(part)}" for name, part in data.items())
    takes = getattr(model, "input_shape", None)
    gives = getattr(model, "output_shape", None)
    if takes is None:  # a model in code of its own does not say
        said = message("training-mismatch-unknown", caller=caller, got=got)
        return f"{said} {keras_reason(error)}"
    shapes = {"takes": _expected(takes), "gives": _expected(gives)}
    said = [message("training-mismatch", caller=caller, got=got, **shapes)]
    said += _mismatch_of_fixed_batch(data, takes)
    if isinstance(model.loss, dict):  # Keras: 'NoneType' object is not iterable
        outputs = getattr(model, "output_names", [layer.name for layer in model.layers[-1:]])
        names = {"losses": _joined(model.loss), "outputs": _joined(outputs)}
        said += [message("training-mismatch-losses", **names)]
    if not _is_other(next(iter(data.values())), takes, rank=True):
        said += [keras_reason(error)]
    return " ".join(said)


def keras_reason(error: Exception) -> str:
    """Keras' own reason in one line, without its traceback and arguments."""
    # A KeyError's text is its argument with quotes around it.
    said = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    found = _IN_BOLD.search(said)
    return " ".join((found[1] if found else said.split(_WRAPPED)[-1]).split())


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes: Keras fails to describe some, and so raises others."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _shapes_differ(model: Any, x: Any, y: Any) -> bool:
    """Whether x is not of the input's shape, or y not of the output's where the loss wants that."""
    takes, gives = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    if has_own_train_step(model):
        return False
    return _is_other(x, takes, rank=True) or (
        _is_other(y, gives) and "sparse" not in str(model.loss).lower()
    )


def _is_one_hot(model: Any, y: Any) -> bool:
    """Whether each row of y has a number for each class, and the loss wants the class's number."""
    gives, shape = getattr(model, "output_shape", None), getattr(y, "shape", None)
    if not shape or not isinstance(gives, tuple) or len(shape) != len(gives):
        return False
    is_sparse = "sparse" in str(model.loss).lower() and not has_own_train_step(model)
    return is_sparse and shape[-1] == gives[-1] and shape[-1] > 1


def _is_other(array: Any, expected: Any, *, rank: bool = False) -> bool:
    """Whether a single array has another shape than the model's only input or output.

    rank: whether it has where the numbers of axes differ; rows of one number may lack the second.
    """
    shape = getattr(array, "shape", None)
    if shape is None or not isinstance(expected, tuple):
        return False
    sizes: tuple[Any, ...] = expected
    if any(isinstance(each, tuple) for each in sizes):  # of several inputs
        return False
    if len(shape) != len(sizes):
        return rank and not (len(shape) == 1 and sizes[1:] == (1,))
    return any(size not in (None, found) for found, size in zip(shape, sizes, strict=True))


def _mismatch_of_fixed_batch(data: Mapping[str, Any], takes: Any) -> Iterator[str]:
    """What x differs in from an input of a fixed shape such as [4, 2]: its columns or its rows."""
    name, x = next(iter(data.items()))
    if not isinstance(takes, tuple) or not isinstance(takes[0], int):
        return
    if not _is_other(x, (None, *takes[1:])):
        if tuple(getattr(x, "shape", ()))[:1] != takes[:1]:
            yield message("training-mismatch-batch", rows=takes[0])
    elif len(takes) == 2:
        counts = {"found": x.shape[1], "expected": takes[1]}
        yield message("training-mismatch-columns", name=name, **counts)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(map(str, names))


def _expected(shape: Any) -> str:
    """[rows, 2] for (None, 2), in the language in use; [4, 2] where the batch is fixed."""
    if not isinstance(shape, tuple) or not shape or isinstance(shape[0], tuple):
        return str(shape)
    rows, *sizes = ("any" if each is None else str(each) for each in shape)
    return f"[{', '.join([message('shape-rows') if rows == 'any' else rows, *sizes])}]"


def _shapes(part: Any) -> Any:
    return jax.tree.map(lambda leaf: list(getattr(leaf, "shape", ())), part)
