"""What a trace refuses, and JAX's or Keras' reasons in one line."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from glassnet.errors import SettingError
from glassnet.graph.graph import Graph, Node
from glassnet.text import message


def check_no_complex(graph: Graph, caller: str) -> None:
    """Refuse a question whose answer would miss the paths through complex numbers."""
    found = graph.first_complex
    if found is not None:
        name, dtype = found.name, str(found.dtype)
        raise SettingError(message("trace-complex", caller=caller, name=name, dtype=dtype))


def check_most(caller: str, most: Any) -> None:
    """Refuse a limit that is not a positive integer."""
    if not _is_integer(most) or most < 1:
        raise SettingError(message("trace-most", caller=caller, given=repr(most)))


def check_row(row: Any, data: Sequence[Node]) -> None:
    """Refuse a row that the data do not have."""
    if not data:
        raise SettingError(message("trace-no-rows", row=str(row)))
    last = data[0].shape[0] - 1
    if not _is_integer(row) or not 0 <= row <= last:
        raise SettingError(message("trace-row-range", row=repr(row), last=last))


def checked_index(node: Node, index: Any) -> tuple[int, ...]:
    """An index of one number, counted from 0; negative ones count from the end, as NumPy's do."""
    place: tuple[Any, ...] = index if isinstance(index, tuple) else (index,)
    fits = len(place) == len(node.shape) and all(
        _is_integer(i) and -size <= i < size for i, size in zip(place, node.shape, strict=True)
    )
    if not fits:
        shape, given = str(list(node.shape)), str(list(place))
        raise SettingError(message("trace-no-number", name=node.name, shape=shape, index=given))
    return tuple(int(i) % size for i, size in zip(place, node.shape, strict=True))


def _is_integer(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def first_line(error: Exception) -> str:
    """The first line of an error, or its class if it has no text."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def class_and_line(error: Exception) -> str:
    """`KeyError: 'age'`: the text of some errors alone says too little."""
    name, line = type(error).__name__, first_line(error)
    return line if line == name else f"{name}: {line}"


@contextmanager
def gradient_errors() -> Generator[None]:
    """JAX has no gradient of some loops and callbacks: say so in one line."""
    try:
        yield
    except (ValueError, TypeError, NotImplementedError) as error:
        raise SettingError(message("trace-no-gradient-rule", reason=first_line(error))) from error
