"""The rows of several processes as one epoch: in each batch are those that Keras would put there.

Under a `keras.distribution` of several processes each one hands in rows of its own, and Keras makes
a step's batch of all their batches, in the order of the devices along the mesh's batch axis.
Processes whose devices stand at the same places of that axis hand in the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jax
import numpy as np
from jax.sharding import NamedSharding, PartitionSpec
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import processes
from glassnet.training.batching import BatchLayout
from glassnet.training.keras_model import Tree
from glassnet.training.sharding import data_sharding, replicated


@dataclass(frozen=True)
class Places:
    """The places along the mesh's batch axis: whose rows lie there, and which part of them."""

    owners: Sequence[int]  # the process, for each place
    parts: Sequence[int]  # which part of that process' batch, counted from 0
    each: int  # how many places, and so parts, each process has
    own: int  # the process among `owners` that has the rows of this one: itself, or its replica

    @property
    def batches(self) -> int:
        """How many processes' batches make one of all of them."""
        return len(self.owners) // self.each

    def rows(self, size: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Of which process, and which of its `size` rows, the rows of a joint batch are."""
        bounds = [part * size // self.each for part in range(self.each + 1)]
        rows = [np.arange(bounds[part], bounds[part + 1], dtype=np.int32) for part in self.parts]
        counts = [len(each) for each in rows]
        return np.repeat(np.array(self.owners, np.int32), counts), np.concatenate(rows)


def places() -> Places:
    """Those of the distribution in use. Raises SettingError where they cannot be shared evenly."""
    sharding = data_sharding()
    mesh, axis = sharding.mesh, sharding.spec[0]
    devices = np.moveaxis(np.asarray(mesh.devices), mesh.axis_names.index(axis), 0)
    holders = [frozenset(d.process_index for d in np.ravel(each)) for each in devices]
    counts = {sum(process in them for them in holders) for process in range(jax.process_count())}
    owners = [min(them) for them in holders]
    parts = [owners[:place].count(owner) for place, owner in enumerate(owners)]
    replicas = set(holders)
    disjoint = sum(map(len, replicas)) == len(frozenset[int]().union(*replicas))
    if len(counts) > 1 or not disjoint:
        said = [sorted(them) for them in holders]
        raise SettingError(message("processes-mesh", axis=str(axis), places=str(said)))
    own = min(next(them for them in holders if jax.process_index() in them))
    return Places(owners, parts, counts.pop(), own)


class JoinedRows:
    """One epoch of all processes' rows. layout: this process' own, as large as the others'."""

    def __init__(self, layout: BatchLayout) -> None:
        self._own = layout
        self._places = places()

    @property
    def batches(self) -> int:
        """How many processes' batches make one of all of them."""
        return self._places.batches

    def layout(self, own: BatchLayout) -> BatchLayout:
        """The batches of all processes, of their own ones."""
        rows, batch_size = own.rows * self.batches, own.batch_size * self.batches
        return replace(own, rows=rows, batch_size=batch_size)

    def data(self, arrays: Tree) -> Tree:
        """All rows, whole on each device, as they lie in the epoch's batches. A meeting.

        arrays: this process' own, leaves [rows, …].
        """
        owner, row = self._sources
        everywhere = replicated()

        def joined(array: NDArray[Any]) -> jax.Array:
            whole = processes.stacked(np.asarray(array))[owner, row]
            return jax.make_array_from_process_local_data(everywhere, whole, whole.shape)

        return jax.tree.map(joined, arrays)

    def orders(self, own: NDArray[np.int32]) -> NDArray[np.int32]:
        """The orders of the joint rows, of those that each process drew, [epochs, rows]. A meeting.

        They name the rows as `data` has them.
        """
        owner, row = self._sources
        drawn = processes.stacked(own)[owner, :, row]  # [joint rows, epochs], own numbers
        return np.ascontiguousarray(self._numbers[owner[:, None], drawn].T)

    def numbers(self, rows: NDArray[Any]) -> NDArray[np.int32]:
        """Where `data` has these rows of this process."""
        return self._numbers[self._places.own, rows]

    @cached_property
    def _sources(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Of which process, and which of its rows, the epoch's rows are when none are shuffled."""
        layout, found = self._own, []
        for step in range(layout.steps):
            size = layout.batch_size if step < layout.full_steps else layout.remainder
            owner, row = self._places.rows(size)
            found.append((owner, row + np.int32(step * layout.batch_size)))
        owners, rows = zip(*found, strict=True)
        return np.concatenate(owners), np.concatenate(rows)

    @cached_property
    def _numbers(self) -> NDArray[np.int32]:
        """The joint number of each process' rows, [processes, rows]."""
        owner, row = self._sources
        numbers = np.zeros((jax.process_count(), self._own.rows), np.int32)
        numbers[owner, row] = np.arange(len(row), dtype=np.int32)
        return numbers


def joined_rows(layout: BatchLayout) -> JoinedRows | None:
    """The rows of all processes; None for a process that trains alone."""
    return JoinedRows(layout) if processes.are_several() else None


def joined_batches(stack: Tree) -> Tree:
    """Stacked batches of all processes, of this one's, leaves [batches, batch, …].

    A meeting where the devices cannot share a batch evenly: it then lies on each as a whole.
    """
    if not processes.are_several():
        return stack
    sharding, shared = data_sharding(), places()
    mesh, axis = sharding.mesh, sharding.spec[0]

    def joined(array: NDArray[Any]) -> jax.Array:
        size = array.shape[1]
        if size % shared.each == 0:
            layout = NamedSharding(mesh, PartitionSpec(None, axis))
            return jax.make_array_from_process_local_data(layout, array)
        owner, row = shared.rows(size)
        whole = np.moveaxis(processes.stacked(array)[owner, :, row], 0, 1)
        return jax.make_array_from_process_local_data(replicated(), whole, whole.shape)

    return jax.tree.map(joined, stack)
