"""Logs computed in blocks are the logs computed one by one, for any count and room."""

from __future__ import annotations

import glassnet  # noqa: F401  # chooses the backend before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import numpy as np
import pytest

from glassnet.training.epochs import BLOCK, Epoch, in_blocks, one_by_one
from glassnet.training.keras_model import Variables

START = Variables([jnp.array([0.1, 0.9])], [], [jnp.array(0)], [jnp.array(7.0)])


def epoch(variables: Variables, number: jax.Array) -> tuple[Variables, dict[str, jax.Array]]:
    (weight,), (iterations,) = variables.trainable, variables.optimizer
    weight = 3.7 * weight * (1 - weight)  # the logistic map: one wrong bit shows soon
    total = jnp.sum(jnp.log(weight))
    updated = Variables([weight], [], [iterations + 1], [total])
    return updated, {"loss": total / 2, "number": number * 1.0}


def keeps_its_metrics(variables: Variables, number: jax.Array) -> tuple[Variables, object]:
    """An epoch whose metrics follow from the last epoch's: nothing can wait."""
    variables, logs = epoch(variables, number)
    return variables._replace(metrics=[variables.metrics[0] * 0.5]), logs


def running_total(variables: Variables, number: jax.Array) -> tuple[Variables, object]:
    before = variables.metrics[0]
    variables, logs = epoch(variables, number)
    return variables._replace(metrics=[before + variables.metrics[0]]), logs


@pytest.mark.parametrize("which", [epoch, keeps_its_metrics, running_total])
@pytest.mark.parametrize(
    ("count", "room"), [(1, 1), (5, 7), (BLOCK, 2000), (BLOCK + 1, 2000), (1999, 2000), (260, 262)]
)
def test_blocks_equal_one_by_one(which: Epoch, count: int, room: int) -> None:
    results = [
        jax.jit(lambda v, n, loop=loop: loop(which, v, n, room))(START, np.int32(count))
        for loop in (one_by_one, in_blocks)
    ]
    (expected, expected_logs), (variables, logs) = results
    jax.tree.map(np.testing.assert_allclose, variables, expected)
    assert int(variables.optimizer[0]) == count
    for name, values in expected_logs.items():
        np.testing.assert_allclose(logs[name][:count], values[:count], rtol=1e-5)
