"""What a computation is here: nodes, the steps that make them, and the one number they lead to."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import Any

import jax.numpy as jnp
import numpy as np

Array = Any  # a NumPy array, a JAX array, or a value that JAX traces


@dataclass(eq=False)
class Node:
    """One value of a computation: an input, a constant, or what an operation makes.

    name: such as `hidden/kernel` or `lstm[3]/sigmoid`, which a graph makes unlike every other in it
    but those of constants, which are called by their value. layer: where it is computed (`hidden`,
    `lstm[3]`), "" outside of layers. operation: what made it (`matmul`), or `input`, `constant`.
    operands: of the step that made it.
    """

    name: str
    layer: str
    operation: str
    operands: tuple[Node, ...]
    shape: tuple[int, ...]
    dtype: Any

    @property
    def is_float(self) -> bool:
        """Whether it can have a gradient: not whole numbers, truth values, random keys."""
        return jnp.issubdtype(self.dtype, np.floating)

    @property
    def size(self) -> int:
        """How many numbers it is."""
        return int(np.prod(self.shape, dtype=np.int64))

    def __repr__(self) -> str:
        return f"<{self.name} {self.operation} {self.dtype}{list(self.shape)}>"


@dataclass(frozen=True, eq=False)
class Step:
    """One operation as it is carried out.

    apply: from the operands' values to the results', one a result. params: as JAX has them.
    """

    operation: str
    apply: Callable[..., Sequence[Array]]
    params: Mapping[str, Any]
    operands: tuple[Node, ...]
    results: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation of one number, as a list of primitive operations in the order of computing.

    nodes: all of them, each after its operands. inputs: what it is a function of. constants: what
    is known without the inputs. steps: in order. output: a scalar node.
    """

    nodes: tuple[Node, ...]
    inputs: tuple[Node, ...]
    constants: Mapping[Node, Array]
    steps: tuple[Step, ...]
    output: Node

    def __post_init__(self) -> None:
        self.count()

    def rename(self, node: Node, name: str) -> None:
        """Call a node by another name, which is not yet counted."""
        self._written[node] = name

    def count(self, first: Iterable[Node] = ()) -> None:
        """Give nodes of one name numbers: tanh, tanh_2, tanh_3, …

        Inputs have the lowest, then come those of `first`, such as all that are shown.
        """
        names: set[str] = set()
        for node in dict.fromkeys((*self.inputs, *first, *self._written)):
            node.name = _unused(self._written[node], names)
            names.add(node.name)

    def ancestors(
        self, nodes: Iterable[Node], through: Callable[[Step], bool] = lambda _: True
    ) -> set[Node]:
        """These nodes and everything that they are computed from.

        through: whether the walk goes on through a step, from its results to its operands.
        """
        found = set(nodes)
        for step in reversed(self.steps):
            if not found.isdisjoint(step.results) and through(step):
                found.update(step.operands)
        return found

    def descendants(
        self, nodes: Iterable[Node], through: Callable[[Step], bool] = lambda _: True
    ) -> set[Node]:
        """These nodes and everything that is computed from them.

        through: whether the walk goes on through a step, from its operands to its results.
        """
        found = set(nodes)
        for step in self.steps:
            if not found.isdisjoint(step.operands) and through(step):
                found.update(step.results)
        return found

    @cached_property
    def _written(self) -> dict[Node, str]:
        """Names without numbers."""
        return {node: node.name for node in self.nodes if node not in self.constants}


def _unused(name: str, names: Container[str]) -> str:
    again = (f"{name}_{number}" for number in count(2))
    return next(each for each in chain([name], again) if each not in names)
