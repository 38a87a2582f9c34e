"""What tracing a step raises, in one line: what the model takes and gives, the data's shapes."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import jax

from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.text import message
from glassnet.training.refusals import has_own_train_step

_UNTRACEABLE = (
    jax.errors.ConcretizationTypeError,  # if, bool(), float() on an array
    jax.errors.TracerArrayConversionError,  # NumPy on an array
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)
_IN_BOLD = re.compile(r"\x1b\[1m(.*?)\x1b\[0m", re.DOTALL)
_WRAPPED = "Exception encountered:\n"  # Keras' words before those of what it has caught
# Keras' words for an input of another shape, or a batch of other rows, than a layer was built for.
_OF_SHAPES = ("found shape=", "batch size")


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
        name, shape = "val_y" if step == "test_step" else "y", str(_shapes(y))
        if _is_one_hot(model, y):
            raise DataError(message("training-one-hot", name=name, shape=shape)) from error
        if _is_class_numbers(model, y):
            raise DataError(message("training-class-numbers", name=name, shape=shape)) from error
        if _shapes_differ(model, x, y, error):
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
    of_batch = [*_mismatch_of_fixed_batch(data, takes, error)]
    said += of_batch
    if isinstance(model.loss, dict):  # Keras: 'NoneType' object is not iterable
        outputs = getattr(model, "output_names", [layer.name for layer in model.layers[-1:]])
        names = {"losses": _joined(model.loss), "outputs": _joined(outputs)}
        said += [message("training-mismatch-losses", **names)]
    if not (of_batch or _is_other(next(iter(data.values())), _of_any_rows(takes), rank=True)):
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


def _shapes_differ(model: Any, x: Any, y: Any, error: Exception) -> bool:
    """Whether x is not of the input's shape, or y not of the output's where the loss wants that."""
    takes, gives = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    if has_own_train_step(model):
        return False
    return (
        _is_other(x, _of_any_rows(takes), rank=True)
        or (_is_other(y, _of_any_rows(gives)) and "sparse" not in str(model.loss).lower())
        or (_is_of_shapes(error) and _is_other(x, takes))
    )


def _is_of_shapes(error: Exception) -> bool:
    return any(words in str(error) for words in _OF_SHAPES)


def _of_any_rows(shape: Any) -> Any:
    """A shape with any number of rows: a model that Keras built from a batch has this one's."""
    is_single = isinstance(shape, tuple) and shape and not isinstance(shape[0], tuple)
    return (None, *shape[1:]) if is_single else shape


def _is_one_hot(model: Any, y: Any) -> bool:
    """Whether each row of y has a number for each class, and the loss wants the class's number."""
    gives, shape = getattr(model, "output_shape", None), getattr(y, "shape", None)
    if not shape or not isinstance(gives, tuple) or len(shape) != len(gives):
        return False
    is_sparse = "sparse" in str(model.loss).lower() and not has_own_train_step(model)
    return is_sparse and shape[-1] == gives[-1] and shape[-1] > 1


def _is_class_numbers(model: Any, y: Any) -> bool:
    """Whether each row of y has the class's number, and the loss wants one for each class."""
    gives, shape = getattr(model, "output_shape", None), getattr(y, "shape", None)
    if not shape or not isinstance(gives, tuple) or has_own_train_step(model):
        return False
    loss = str(model.loss).lower().replace("_", "")
    is_categorical = "categoricalcrossentropy" in loss and "sparse" not in loss
    return is_categorical and tuple(shape[1:]) in ((), (1,)) and len(gives) == 2 and gives[1] > 1


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


def _mismatch_of_fixed_batch(
    data: Mapping[str, Any], takes: Any, error: Exception
) -> Iterator[str]:
    """What x differs in from an input of a fixed shape such as [4, 2]: its columns or its rows."""
    name, x = next(iter(data.items()))
    if not isinstance(takes, tuple) or not isinstance(takes[0], int):
        return
    if not _is_other(x, (None, *takes[1:])):
        if _is_of_shapes(error) and tuple(getattr(x, "shape", ()))[:1] != takes[:1]:
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
