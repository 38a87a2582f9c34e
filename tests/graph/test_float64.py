"""Float64 in place of narrower floats: beside whole numbers and literals, and where bits count."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from keras import layers, ops

import glassnet as gn

W = np.array([2.1, -3.3, 0.7], np.float32)


def narrow_bits(w: Any) -> Any:
    return lax.bitcast_convert_type(w.astype(jnp.bfloat16), jnp.uint16) >> 15


@pytest.mark.parametrize(
    "function",
    [
        lambda w: w * (jnp.arange(3) + 1.0),
        lambda w: w * (jnp.arange(3) / 255.0),
        lambda w: w.sum() * (jnp.sum(w > 1) * 0.5),
        lambda w: lax.fori_loop(0, 3, lambda i, c: c * w.sum() + i + 1, 1.0),
        lambda w: lax.cond(w.sum() > 0, lambda s: s * 2.0, lambda _: 1.0, w.sum()),
        lambda w: w * ops.argmax(w),
        lambda w: w * jnp.signbit(w),
        lambda w: jnp.copysign(w, -1.0),
        lambda w: jnp.ldexp(w, 2),
        lambda w: w * jnp.frexp(w)[1],
        lambda w: w * narrow_bits(w),
    ],
)
def test_whole_numbers_literals_and_bits_are_checked(function: Any) -> None:
    [check] = gn.trace(lambda w: jnp.sum(function(w)), W).check()
    assert (check.agrees, check.numbers, check.reasons) == (True, 3, {})


def test_a_models_whole_numbers_are_checked() -> None:
    keras.utils.set_random_seed(0)
    given = keras.Input((3,), dtype="int32")
    scaled = given / 255.0 + 0.1 * ops.arange(3)
    model = keras.Model(given, layers.Dense(1)(scaled * ops.median(scaled)))
    model.compile("sgd", "mse")
    x = np.arange(12, dtype=np.int32).reshape(4, 3)
    checks = gn.trace(model, x, np.ones((4, 1), np.float32)).check()
    assert [(each.agrees, each.numbers) for each in checks] == [(True, 3), (True, 1)]
