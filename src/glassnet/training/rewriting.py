"""A training step, rewritten so that XLA compiles it into one tight loop on a CPU."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax

from glassnet.graph.capture import Rule, capture, replay
from glassnet.training.products import product

RULES: Mapping[str, Rule] = {
    "dot_general": product,
}
"""What is computed otherwise than the step says, by the primitive's name."""


def fuse(step: Callable[..., Any], *example: Any) -> Callable[..., Any]:
    """`step` for arguments like `example`: the same results within float32 rounding, sooner.

    step: a function that already contains its gradients, as `keras.Model.train_step` does; the
    result is not meant to be differentiated. example: pytrees of arrays or `jax.ShapeDtypeStruct`.
    The forms were measured on CPUs; for another device the operations stay as they are.
    """
    measured = jax.default_backend() == "cpu"
    return replay(capture(step, *example), RULES if measured else {})
