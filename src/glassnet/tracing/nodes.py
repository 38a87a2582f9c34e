"""The nodes of a trace with their numbers: by name, by index, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph.graph import Graph, Node, Values
from glassnet.text import did_you_mean, message


@dataclass(frozen=True, eq=False)
class TracedNode:
    """One node of a trace with its numbers.

    Attributes:
        name: name of the node, such as `hidden/kernel`.
        layer: layer that computes it; "" outside of layers.
        operation: operation that computes it, such as `matmul`; or `input`.
        operands: names of the nodes it is computed from.
        shape: shape of its value and its gradient.
        value: its value, an array.
        gradient: ∂loss/∂node; None for a node without one, such as a dropout mask.
        formula: its value in terms of other nodes' names; "" for an input.
        gradient_formula: its gradient likewise; "" where complex numbers are on the way.
    """

    name: str
    layer: str
    operation: str
    operands: tuple[str, ...]
    shape: tuple[int, ...]
    value: NDArray[Any]
    gradient: NDArray[Any] | None
    formula: str
    gradient_formula: str

    def to_dict(self) -> dict[str, Any]:
        """All attributes for JSON; NaN and ±∞ become None, complex numbers two arrays, `real` and
        `imaginary`."""
        return as_json(self)


class NamedArrays(Mapping[str, NDArray[Any]]):
    """Arrays by their nodes' names, copied from JAX when they are asked for."""

    def __init__(self, nodes: Mapping[str, Node], arrays: Values) -> None:
        self._nodes = {name: node for name, node in nodes.items() if node in arrays}
        self._arrays = arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._nodes:
            raise KeyError(no_node(name, self._nodes))
        return np.asarray(self._arrays[self._nodes[name]])

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def no_node(given: Any, names: Mapping[str, Any]) -> str:
    """The message for a name that no node has: the nearest one, or those there are."""
    return message("trace-no-node", given=str(given), near=did_you_mean(str(given), names))


def root_mean_square(values: NDArray[Any] | None) -> float:
    """The root mean square of the finite numbers; 0 if there are none."""
    if values is None or not values.size:
        return 0.0
    finite = values[np.isfinite(values)].astype(np.float64)
    return float(np.sqrt(np.mean(np.square(finite)))) if finite.size else 0.0


def largest_place(values: NDArray[Any]) -> tuple[int, ...]:
    """The index of the number with the largest size; NaN counts as infinite."""
    sizes = np.nan_to_num(np.abs(values), nan=np.inf)
    return tuple(map(int, np.unravel_index(np.argmax(sizes), sizes.shape)))


def as_json(value: Any) -> Any:
    """Dataclasses as dictionaries, arrays as lists, and what is in them likewise; NaN and ±∞, which
    JSON does not have, become None; complex arrays become their real and imaginary parts."""
    if is_dataclass(value):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
    match value:
        case dict():
            return {name: as_json(each) for name, each in value.items()}
        case list() | tuple():
            return [as_json(each) for each in value]
        case np.ndarray() if np.iscomplexobj(value):
            return {"real": as_json(value.real), "imaginary": as_json(value.imag)}
        case np.ndarray() if jnp.issubdtype(value.dtype, np.floating):  # bfloat16, too
            numbers = value.astype(np.float64)
            found = numbers.astype(object)
            found[~np.isfinite(numbers)] = None
            return found.tolist()
        case np.ndarray():
            return value.tolist()
        case _:
            return None if isinstance(value, float) and not math.isfinite(value) else value


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
