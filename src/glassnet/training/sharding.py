"""Data under a `keras.distribution`: whole on every device, and each batch divided among them.

The variables have lain where the distribution wants them since Keras made them; XLA's own
partitioner (SPMD) divides the step between the devices by where these and the batch lie.
"""

from __future__ import annotations

from typing import Any

import jax
import keras
from jax.sharding import NamedSharding, PartitionSpec

from glassnet.training.keras_model import Tree


def on_all_devices(data: Tree) -> Tree:
    """The data, whole on each of the distribution's devices, where one is set."""
    sharding = replicated()
    return data if sharding is None else jax.device_put(data, sharding)


def replicated() -> NamedSharding | None:
    """Whole on each of the distribution's devices; None where no distribution is set."""
    distribution: Any = keras.distribution.distribution()
    if distribution is None:
        return None
    return NamedSharding(distribution.device_mesh.backend_mesh, PartitionSpec())


def is_on_several_devices() -> bool:
    """Whether the set distribution has more than one device: a step that these share is not fused.

    Each of its small products would go from device to device, 48 times a step of 8-16-4 on four
    devices, and a step would take 10 to 100 times as long.
    """
    sharding = replicated()
    return sharding is not None and sharding.mesh.size > 1


def data_sharding() -> NamedSharding:
    """How the set distribution divides data of one axis, the rows."""
    distribution: Any = keras.distribution.distribution()
    return distribution.get_data_layout((1,)).backend_layout


def divided(batch: Tree) -> Tree:
    """A traced batch whose rows are divided as the distribution says, where one is set.

    A last batch that cannot be divided evenly stays whole on each device: Keras refuses it.
    """
    distribution: Any = keras.distribution.distribution()
    if distribution is None:
        return batch

    def part(array: jax.Array) -> jax.Array:
        layout = distribution.get_data_layout(array.shape).backend_layout
        is_even = True
        try:
            layout.shard_shape(array.shape)
        except ValueError:
            is_even = False
        return jax.lax.with_sharding_constraint(array, layout) if is_even else array

    return jax.tree.map(part, batch)
