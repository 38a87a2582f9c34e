"""Arguments of `gn.studio` that make no sense, refused in one line before anything is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import jax.numpy as jnp
import keras
import numpy as np

from glassnet.errors import DataError, SettingError
from glassnet.text import message
from glassnet.training import refusals
from glassnet.training.keras_data import as_arrays

MOST_PORT = 65_535


def check_port(port: Any) -> None:
    """Raise SettingError for what is no port; None and 0 are any that is free."""
    is_whole = isinstance(port, int | np.integer) and not isinstance(port, bool)
    if port is not None and not (is_whole and 0 <= port <= MOST_PORT):
        raise SettingError(message("studio-port-none", found=repr(port), most=str(MOST_PORT)))


def check_model(model: Any) -> None:
    """Raise SettingError for what is no model."""
    if not isinstance(model, keras.Model):
        found = "None" if model is None else type(model).__name__
        raise SettingError(message("studio-given-model", type=found))


def named(data: Any, target: Any, ignore: Any) -> dict[str, Any]:
    """What goes with a name, as `named.Named` has it. Raises SettingError for what is no text."""
    data = os.fspath(data) if isinstance(data, os.PathLike) else data
    for name, value in {"data": data, "target": target}.items():
        if not (value is None or isinstance(value, str)):
            raise SettingError(message("studio-argument-text", name=name, found=repr(value)))
    is_list = isinstance(ignore, list | tuple) and all(isinstance(each, str) for each in ignore)
    if not is_list:
        raise SettingError(message("studio-argument-columns", found=repr(ignore)))
    return {"data": data, "target": target, "ignore": tuple(ignore)}


def check_rows(**parts: Any) -> None:
    """Raise DataError unless x and y, each an array or several in a list or a dict, hold real
    numbers and have as many rows."""
    refusals.check_no_file(**parts)
    arrays = {name: [*_arrays(name, part)] for name, part in parts.items()}
    for name, each in arrays.items():
        if any(found.dtype.kind in "SU" for found in each):  # also a list of words
            raise DataError(message("training-text", name=name))
    refusals.check_rows(**arrays)
    for name, each in arrays.items():
        for found in each:
            if not _is_real(found.dtype):
                raise DataError(message("studio-given-numbers", name=name, type=str(found.dtype)))


def _arrays(name: str, part: Any) -> Iterator[np.ndarray[Any, Any]]:
    try:
        [part] = as_arrays(part)
    except ValueError:
        raise DataError(message("studio-given-ragged", name=name)) from None
    for leaf in keras.tree.flatten(part):
        if leaf is None:  # an output without a target
            continue
        if not (hasattr(leaf, "__array__") or isinstance(leaf, int | float | str)):
            raise DataError(message("studio-given-arrays", name=name, type=type(leaf).__name__))
        yield np.asarray(leaf)


def _is_real(dtype: Any) -> bool:
    """Whether these are whole or real numbers, of JAX's own kinds too, or truth values."""
    kinds = (jnp.integer, jnp.floating, np.bool_)
    return any(jnp.issubdtype(dtype, kind) for kind in kinds)
