"""What is traced: a program and the inputs it is looked at with."""

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
from glassnet.tracing.compiled_graph import Program
from glassnet.tracing.reasons import class_and_line, first_line


@dataclass(frozen=True, eq=False)
class Subject:
    """program: of a loss. inputs: an array for each of the graph's inputs.

    parameters: the names of the inputs that training changes, or all letters of a formula.
    rows: the names of those that are data [rows, …]. source: what was traced: a model, a function,
    or a formula's text. batch: of a model, the data as Keras passes them on. compiled: of
    a model, what it was compiled with.
    """

    program: Program
    inputs: Sequence[Array]
    parameters: Sequence[str]
    rows: Sequence[str] = field(default_factory=tuple)
    source: Any = None
    batch: Any = None
    compiled: tuple[Any, ...] = ()


def of_function(function: Callable[..., Any], arrays: Sequence[Any]) -> Subject:
    """Any function that JAX can trace, of arrays or nested structures of them.

    Raises DataError for arguments that are no numbers, and SettingError for a function that cannot
    be traced, with JAX's reason, or that gives something else than one floating-point number.
    """
    arguments = tuple(jax.tree.map(_as_array, each) for each in arrays)
    names = _argument_names(function, arguments)
    try:
        captured = capture(function, *arguments)
    except UNTRACEABLE as error:
        raise SettingError(
            f"trace: {_named(function)} cannot be traced, because it needs the values of arrays "
            f"while it is: {first_line(error)}"
        ) from error
    except GlassnetError:
        raise
    except Exception as error:  # whatever the function's own code raises
        raise SettingError(f"trace: {_named(function)} failed: {class_and_line(error)}") from error
    inputs = jax.tree.leaves(arguments)
    program = Program(captured, names)
    floats = [name for name, value in zip(names, inputs, strict=True) if _is_float(value)]
    return Subject(program, inputs, floats, source=function)


UNTRACEABLE = (
    jax.errors.ConcretizationTypeError,  # if, bool(), float() on an array
    jax.errors.TracerArrayConversionError,  # NumPy on an array
    jax.errors.TracerIntegerConversionError,
    jax.errors.NonConcreteBooleanIndexError,
)


def _as_array(value: Any) -> Array:
    try:
        array = jnp.array(value)  # of its own: the caller's may be changed in place or given away
        return jnp.asarray(array, array.dtype)  # a Python number's type is weak: it gives way
    except (TypeError, ValueError):
        raise DataError(
            f"trace: expected arrays or numbers for the function, got {type(value).__name__}."
        ) from None


def _is_float(value: Array) -> bool:
    return jnp.issubdtype(value.dtype, np.floating)  # NumPy does not know bfloat16


def _argument_names(function: Callable[..., Any], arguments: Sequence[Any]) -> list[str]:
    """`w`, `params/w`: the function's own names where they are known."""
    try:
        bound = inspect.signature(function).bind(*arguments).arguments
    except ValueError:  # a function in C has no signature
        bound = {f"argument_{number}": each for number, each in enumerate(arguments)}
    except TypeError as error:
        raise SettingError(f"trace: {_named(function)} failed: {error}.") from None
    return [name for each in bound.items() for name in leaf_names(*each)]


def leaf_names(name: str, tree: Any) -> list[str]:
    """`x`, or `x/age`, `x/0` for each leaf of a structure."""
    paths = [path for path, _ in jax.tree_util.tree_leaves_with_path(tree)]
    inside = [jax.tree_util.keystr(path, simple=True, separator="/") for path in paths]
    return [f"{name}/{each}" if each else name for each in inside]


def _named(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", type(function).__name__)
