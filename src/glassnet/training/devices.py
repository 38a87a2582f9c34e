"""What is decided by the kind of device that trains: a row for each.

Only the row of CPUs is measured. On a GPU every step stays as Keras wrote it: the forms of
`training/fusion` are for one core's vectors, and a GPU runs a loop's operations as kernels anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax


@dataclass(frozen=True)
class Device:
    """One kind of device."""

    # Whether steps are rewritten for one native function, and compiled by its options.
    rewrites: bool
    # What an epoch costs, roughly: known before it runs, so that it does not depend on a clock.
    seconds_per_step: float
    seconds_per_flop: float


DEVICES: Mapping[str, Device] = {
    # Of twelve networks, batches of 32, the slowest did 13 GFLOP/s on two cores, the fastest 78.
    "cpu": Device(rewrites=True, seconds_per_step=1e-6, seconds_per_flop=1 / 25e9),
    # Some ten kernels a step, each started by the host; 32-bit products of middling size.
    "gpu": Device(rewrites=False, seconds_per_step=1e-4, seconds_per_flop=1 / 10e12),
}


def device() -> Device:
    """The row of JAX's default device; any accelerator that is not listed counts as a GPU."""
    return DEVICES.get(jax.default_backend(), DEVICES["gpu"])
