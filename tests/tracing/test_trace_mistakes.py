"""What gn.trace refuses: one line that says what was given and what would work."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers
from traced_xor import X, Y, network

import glassnet as gn
from glassnet.errors import DataError, GlassnetError, SettingError


def uncompiled() -> Any:
    return keras.Sequential([keras.Input((2,)), layers.Dense(1)])


def large() -> Any:
    wide = layers.Dense(10_000, name="wide")
    model = keras.Sequential([keras.Input((2,)), wide, layers.Dense(1)])
    model.compile("sgd", "mse")
    return gn.trace(model, X, Y)


def stateful() -> Any:
    parts = [keras.Input(batch_shape=(4, 1, 2)), layers.GRU(2, stateful=True), layers.Dense(1)]
    model = keras.Sequential(parts)
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (lambda: gn.trace("w*x", w=1), "no value for x"),
        (lambda: gn.trace("w*x", 3.0), "a formula takes its numbers by name"),
        (lambda: gn.trace(3), "expected a formula's text, a keras.Model or a function, got int"),
        (lambda: gn.trace(uncompiled(), X, Y), "the model is not compiled"),
        (lambda: gn.trace(network()), "expected x and y after the model, got 0 arrays"),
        (lambda: gn.trace(network(), X, Y, w=3), "a model or a function takes arrays"),
        (lambda: gn.trace(network(), X[:, :1], Y), r"given x \[4, 1\].*takes x \[rows, 2\]"),
        (lambda: gn.trace(stateful(), X[:3, None], Y[:3]),
         r"takes x \[4, 1, 2\].* fixed: give it 4 rows"),
        (lambda: gn.trace(network(), X, Y[:2]), "expected equally many rows, got x 4, y 2"),
        (lambda: gn.trace(network(), X, np.zeros((4, 3))), r"y \[4, 3\].*gives \[rows, 1\]"),
        (lambda: gn.trace(lambda a: a, X), r"the function gives float32\[4,2\]|\[4, 2\]"),
        (lambda: gn.trace(lambda a: jnp.sum(a) if a[0, 0] else 1.0, X), "cannot be traced"),
        (lambda: gn.trace(lambda a, b: jnp.sum(a), X), "missing a required argument: 'b'"),
        (lambda: gn.trace(jnp.sum, "text"), "expected arrays or numbers"),
        (lambda: gn.trace(network(), X, Y).chain("hiden/kernel"), "Did you mean hidden/kernel?"),
        (lambda: gn.trace(network(), X, Y)["nothing"],
         "no node nothing. Known: hidden/kernel, hidden/bias"),
        (lambda: gn.trace(network(), X, Y).chain("hidden/kernel", (0, 2)), r"shape \[2, 2\]"),
        (lambda: gn.trace(network(), X, Y).chain("hidden/kernel", 0), r"shape \[2, 2\]"),
        (lambda: gn.trace(network(), X, Y).chain("out/bias", 0, row=4), "rows 0 to 3"),
        (lambda: gn.trace(network(), X, Y).chain("out/bias", row=1),
         r"give an index, such as out/bias\[0\]"),
        (lambda: gn.trace("x", x=1).chain("x", row=0), "no rows of data"),
        (lambda: gn.trace("x", x=1).update("x"), "only a model has an optimizer"),
        (lambda: gn.trace(network(), X, Y).update("out/add"),
         "no parameter out/add. Did you mean out/"),
        (lambda: large().chain("wide/kernel", (0, 0)), "give fewer rows, or leave the index out"),
    ],
)  # fmt: skip
def test_mistakes_get_one_line(mistake: Any, said: str) -> None:
    with pytest.raises(GlassnetError, match=said) as caught:
        mistake()
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, DataError | SettingError | GlassnetError)


def untrue(w: Any) -> Any:
    raise AssertionError


@pytest.mark.parametrize(
    ("function", "kind", "said"),
    [
        (lambda w: w.foo.sum(), AttributeError, "<lambda> failed: AttributeError: .*foo"),
        (lambda w: {"a": w}["b"], KeyError, "<lambda> failed: KeyError: 'b'"),
        (lambda w: [w][1], IndexError, "<lambda> failed: IndexError: list index out of range"),
        (lambda w: w.sum() * (1 / 0), ZeroDivisionError, "failed: ZeroDivisionError: .* by zero"),
        (lambda w: jnp.dot(w, jnp.ones(7)), TypeError, "<lambda> failed: TypeError: .*dot"),
        (untrue, AssertionError, "untrue failed: AssertionError$"),
    ],
)
def test_a_functions_own_errors_get_one_line(function: Any, kind: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said) as caught:
        gn.trace(function, np.ones(3, np.float32))
    assert "\n" not in str(caught.value)
    assert type(caught.value.__cause__) is kind
