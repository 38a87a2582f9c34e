"""What is asked of a trace, checked: an index, a row, and whether there is an answer at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from glassnet.errors import SettingError
from glassnet.graph.graph import Graph, Node


def check_real(graph: Graph, asked: str) -> None:
    """Raise SettingError where numbers would be wrong, for what passes complex numbers is lost."""
    found = graph.first_complex
    if found is not None:
        raise SettingError(
            f"{asked}: complex numbers are not followed, and {found.name} is of {found.dtype}: the "
            "gradients are right, and how they come about is not told."
        )


def check_name(asked: str, name: Any) -> None:
    """Raise SettingError for what is no name."""
    if not isinstance(name, str):
        raise SettingError(f"{asked}: expected a node's name, got {name!r}.")


def check_most(asked: str, most: Any) -> None:
    """Raise SettingError for what is no number of things to look at."""
    _check_whole(f"{asked}: most", most)
    if most < 1:
        raise SettingError(f"{asked}: most={most}: expected a whole number of at least 1.")


def _check_whole(asked: str, number: Any) -> None:
    if isinstance(number, bool) or not isinstance(number, int | np.integer):
        raise SettingError(f"{asked}={number!r}: expected a whole number.")


def checked_index(node: Node, index: Any) -> tuple[int, ...]:
    """Where a number of a node is, counted from 0."""
    place: tuple[Any, ...] = index if isinstance(index, tuple) else (index,)
    fits = len(place) == len(node.shape) and all(
        isinstance(i, int | np.integer) and -size <= i < size
        for i, size in zip(place, node.shape, strict=True)
    )
    if not fits:
        raise SettingError(
            f"chain: {node.name} has shape {list(node.shape)}; there is no number at {list(place)}."
        )
    return tuple(int(i) % size for i, size in zip(place, node.shape, strict=True))


def check_row(row: int, data: Sequence[Node]) -> None:
    """Raise SettingError for a row that the data do not have."""
    _check_whole("chain: row", row)
    if not data:
        raise SettingError(f"chain: row={row}: there are no rows of data in this computation.")
    rows = data[0].shape[0]
    if not 0 <= row < rows:
        raise SettingError(f"chain: row={row}: the data have rows 0 to {rows - 1}.")


def listed(names: Sequence[str], most: int = 12) -> str:
    """The first of many names."""
    shown = ", ".join(names[:most])
    return f"{shown}, …" if len(names) > most else shown
