"""What is traced, a formula, a function or a model: a graph and the inputs it is looked at with."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.graph.capture import capture
from glassnet.graph.graph import Array
from glassnet.text import message
from glassnet.tracing.compiled_graph import CompiledGraph
from glassnet.tracing.validation import class_and_line, first_line

UNTRACEABLE = (
    jax.errors.ConcretizationTypeError,  # if, bool(), float() on an array
    jax.errors.TracerArrayConversionError,  # NumPy on an array
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)


@dataclass(frozen=True, eq=False)
class Subject:
    """A loss at one point.

    Attributes:
        compiled: the computation.
        inputs: an array for each of the graph's inputs.
        parameters: the names of those that training changes; of a formula all letters.
        rows: the names of those that are data, [rows, …].
        source: the model, the function or the formula's text.
        batch: a model's data as Keras passes them on.
        identity: what a model is compiled with.
    """

    compiled: CompiledGraph
    inputs: Sequence[Array]
    parameters: Sequence[str]
    rows: Sequence[str] = field(default_factory=tuple)
    source: Any = None
    batch: Any = None
    identity: tuple[Any, ...] = ()


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
        reason = class_and_line(error)
        raise SettingError(message("trace-function-failed", name=called, reason=reason)) from error
    inputs = jax.tree.leaves(arguments)
    # NumPy does not know bfloat16.
    is_float = [jnp.issubdtype(value.dtype, np.floating) for value in inputs]
    floats = [name for name, chosen in zip(names, is_float, strict=True) if chosen]
    return Subject(CompiledGraph(captured, names), inputs, floats, source=function)


def leaf_names(name: str, tree: Any) -> list[str]:
    """The names of a structure's leaves: `x`, or `x/age`, `x/0`."""
    paths = [path for path, _ in jax.tree_util.tree_leaves_with_path(tree)]
    inside = [jax.tree_util.keystr(path, simple=True, separator="/") for path in paths]
    return [f"{name}/{each}" if each else name for each in inside]


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
