"""`gn.trace` and its arguments: a formula, a model or a function, and its data."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.graph.capture import capture
from glassnet.graph.graph import Array
from glassnet.text import message
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import CompiledGraph, Subject, first_line, leaf_names
from glassnet.tracing.trace import Trace
from glassnet.training import refusals

UNTRACEABLE = (
    jax.errors.ConcretizationTypeError,  # if, bool(), float() on an array
    jax.errors.TracerArrayConversionError,  # NumPy on an array
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)


def trace(traced: Any, /, *data: Any, sample_weight: Any = None, **values: Any) -> Trace:
    """Trace a computation of one number: the value and the gradient of every node.

        gn.trace("w*x + b", w=-2.0, x=5.0, b=3.0)    # a formula at a point, in float64
        gn.trace(model, x, y)                        # the loss of a compiled Keras model
        gn.trace(function, *arrays)                  # any function that JAX can trace

    A model takes all rows as one batch, in training mode: the numbers are those of the step that
    `gn.fit` would take next, dropout masks included. What is compiled is kept with the model, for
    data of one shape. A loss that is not built yet is built, as by `fit`, whose first epoch then
    draws one permutation less from NumPy's generator.

    Args:
        traced: a formula's text as `gn.derive` reads it, a keras.Model, or a function that gives
            one floating-point number.
        data: x and y, arrays [rows, …] or nested structures, as for `gn.fit`; or the function's
            arguments. A model also takes them by name, x=…, y=….
        sample_weight: [rows], for a model.
        values: values of a formula's letters: numbers, or texts such as "pi/2".

    Raises:
        FormulaError: the formula cannot be read.
        PointError: a letter has no value.
        SettingError: the model is not compiled, has a train_step of its own, or cannot be traced;
            the function gives no number.
        DataError: data that do not fit the model.
    """
    return Trace(make_subject(traced, data, sample_weight, values))


def make_subject(
    traced: Any, data: Sequence[Any], sample_weight: Any, values: Mapping[str, Any]
) -> Subject:
    """The subject of `gn.trace`'s arguments.

    Raises:
        GlassnetError: arguments that do not fit what is traced, or that cannot be traced.
    """
    if isinstance(traced, str):
        from glassnet.tracing.formula import formula_subject

        if data:
            raise SettingError(message("trace-formula-by-name", count=len(data)))
        return formula_subject(traced, values)
    is_model = isinstance(traced, keras.Model)
    if is_model:
        data, values = _by_position(data, values)
    if values:
        raise SettingError(message("trace-by-position", names=", ".join(values)))
    if is_model:
        if not 1 <= len(data) <= 2:
            raise SettingError(message("trace-data", count=len(data)))
        refusals.check_train_step(traced, "trace")
        x, y = (*data, None)[:2]
        return model_subject(traced, x, y, sample_weight)
    if not callable(traced):
        raise SettingError(message("trace-not-traceable", kind=type(traced).__name__))
    return function_subject(traced, data)


def _by_position(
    data: Sequence[Any], values: Mapping[str, Any]
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """x and y by name put in their places, as Keras' `fit` takes them too, and the other names."""
    rest, found = dict(values), list(data)
    for place, name in enumerate(("x", "y")):
        if len(found) == place and name in rest:
            found.append(rest.pop(name))
    return found, rest


def function_subject(function: Callable[..., Any], arrays: Sequence[Any]) -> Subject:
    """A function that JAX can trace, of arrays or nested structures of them.

    Raises:
        DataError: arguments that are not numbers.
        SettingError: a function that cannot be traced, with JAX's reason, or that does not return
            one floating-point number.
    """
    arguments = tuple(jax.tree.map(_as_array, each) for each in arrays)
    called = getattr(function, "__name__", type(function).__name__)
    try:
        names = _argument_names(function, arguments)
        captured = capture(function, *arguments)
    except UNTRACEABLE as error:
        reason = first_line(error)
        raise SettingError(message("trace-needs-values", name=called, reason=reason)) from error
    except GlassnetError:
        raise
    except Exception as error:  # whatever the function's own code raises
        kind, line = type(error).__name__, first_line(error)
        reason = line if line == kind else f"{kind}: {line}"  # 'age' alone says too little
        raise SettingError(message("trace-function-failed", name=called, reason=reason)) from error
    inputs = jax.tree.leaves(arguments)
    # NumPy does not know bfloat16.
    is_float = [jnp.issubdtype(value.dtype, np.floating) for value in inputs]
    floats = [name for name, chosen in zip(names, is_float, strict=True) if chosen]
    return Subject(CompiledGraph(captured, names), inputs, floats, source=function)


def _as_array(value: Any) -> Array:
    try:
        array = jnp.array(value)  # a copy: the caller's may be changed in place or donated
        return jnp.asarray(array, array.dtype)  # not weakly typed, as Python's numbers are
    except (TypeError, ValueError):
        raise DataError(message("trace-not-numbers", kind=type(value).__name__)) from None


def _argument_names(function: Callable[..., Any], arguments: Sequence[Any]) -> list[str]:
    """`w`, `params/w`: the function's own names where they are known."""
    try:
        bound = inspect.signature(function).bind(*arguments).arguments
    except ValueError:  # a function in C has no signature
        bound = {f"argument_{number}": each for number, each in enumerate(arguments)}
    return [name for each in bound.items() for name in leaf_names(*each)]
