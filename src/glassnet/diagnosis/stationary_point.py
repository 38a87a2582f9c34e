"""The loss around the weights as they are: the size of its gradient, and its curvatures."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from scipy.sparse import linalg

from glassnet.tracing.subject import Subject

# Their types leave arguments out.
linear_operator: Any = linalg.LinearOperator
eigenvalues: Any = linalg.eigsh

DENSE = 64  # weights: up to here all curvatures are computed
ACCURACY = 1e-6  # of the largest curvature: below it one counts as 0


class StationaryPoint(NamedTuple):
    """Second-order shape of a loss at a point, in float64."""

    gradient: float  # norm
    smallest: float  # eigenvalue of the Hessian
    largest: float

    @property
    def kind(self) -> str:
        """`saddle`, `minimum`, or `flat` where the smallest curvature is 0 within accuracy."""
        bound = ACCURACY * max(abs(self.smallest), abs(self.largest))
        if self.smallest < -bound:
            return "saddle"
        return "minimum" if self.smallest > bound else "flat"


def stationary_point(subject: Subject) -> StationaryPoint:
    """Gradient and extreme curvatures of a traced loss by its parameters.

    Of up to `DENSE` weights from the Hessian itself, of more by Lanczos on products of the Hessian
    with vectors, each as costly as two gradients (Pearlmutter 1994).
    """
    graph = subject.compiled.graph
    with jax.enable_x64(True):
        inputs = [_widened(value) for value in subject.inputs]
        places = [n for n, node in enumerate(graph.inputs) if node.name in set(subject.parameters)]
        flat, unflatten = ravel_pytree([inputs[place] for place in places])

        def loss(weights: Any) -> Any:
            values = list(inputs)
            for place, value in zip(places, unflatten(weights), strict=True):
                values[place] = value
            return subject.compiled.float64_loss(*values)

        gradient = jax.jit(jax.grad(loss))
        slope = float(jnp.linalg.norm(gradient(flat)))
        if flat.size <= DENSE:
            curvatures = np.linalg.eigvalsh(np.asarray(jax.jit(jax.hessian(loss))(flat)))
            return StationaryPoint(slope, float(curvatures[0]), float(curvatures[-1]))
        compiled = jax.jit(lambda vector: jax.jvp(gradient, (flat,), (vector,))[1])
        product = lambda vector: np.asarray(compiled(jnp.asarray(vector.ravel())))
        start = np.random.default_rng(0).normal(size=flat.size)
        if not product(start).any():  # all units are saturated or dead
            return StationaryPoint(slope, 0.0, 0.0)
        hessian = linear_operator((flat.size, flat.size), matvec=product, dtype=np.float64)
        extreme = lambda which: float(
            eigenvalues(hessian, k=1, which=which, v0=start, tol=1e-3, return_eigenvectors=False)[0]
        )
        return StationaryPoint(slope, extreme("SA"), extreme("LA"))


def _widened(value: Any) -> Any:
    array = np.asarray(value)
    return jnp.asarray(array, jnp.float64) if array.dtype.kind == "f" else jnp.asarray(array)
