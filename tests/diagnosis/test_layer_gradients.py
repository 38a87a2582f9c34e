"""Gradients through layers that stand side by side: attention's keys, and what goes around them."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from network_parts import BINARY, adam, compiled, normal, sgd

import glassnet as gn


def attention(
    words: int = 40,
    width: int = 16,
    heads: int = 2,
    blocks: int = 1,
    *,
    around: bool = True,
    normalised: bool = True,
) -> tuple[Any, Any, Any]:
    """Whether a sentence has a certain word."""
    x = np.random.default_rng(0).integers(1, words, (200, 16))
    y = (x % 40 == 7).any(axis=1).astype("float32")
    given = keras.Input((16,), dtype="int32")
    out = layers.Embedding(words, width, name="words")(given)
    for _ in range(blocks):
        seen = layers.MultiHeadAttention(heads, width // heads)(out, out)
        out = layers.Add()([out, seen]) if around else seen
        out = layers.LayerNormalization()(out) if normalised else out
    out = layers.Dense(1, "sigmoid")(layers.GlobalAveragePooling1D()(out))
    model = keras.Model(given, out)
    model.compile(adam(), BINARY)
    return model, x, y


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"around": False, "normalised": False},
        pytest.param({"around": False}, marks=pytest.mark.long),
        pytest.param({"words": 1000}, marks=pytest.mark.long),
        pytest.param({"width": 64, "heads": 4}, marks=pytest.mark.long),
        pytest.param({"blocks": 2}, marks=pytest.mark.long),
    ],
    ids=str,
)
def test_what_comes_beside_the_keys_is_no_explosion(kind: Any) -> None:
    keras.utils.set_random_seed(0)
    assert not gn.diagnose(*attention(**kind))


def residual(activation: str, weights: float, after: str) -> tuple[Any, Any, Any]:
    """Six layers with something around each; what stands at the end takes it from all of them."""
    x = np.random.default_rng(0).normal(size=(200, 10)).astype("float32")
    y = (x[:, 0] * x[:, 1] > 0).astype("float32")
    given = keras.Input((10,))
    out = layers.Dense(10, activation, kernel_initializer=normal(weights), name="first")(given)
    for _ in range(6):
        bent = layers.Dense(10, activation, kernel_initializer=normal(weights))(out)
        out = layers.Activation(after)(layers.Add()([out, bent]))
    model = keras.Model(given, layers.Dense(1)(out))
    model.compile(sgd(), "mse")
    return model, x, y


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("vanishing", ("sigmoid", 0.3, "sigmoid")),
        ("exploding", ("relu", 2.0, "linear")),
    ],
)
def test_through_layers_with_something_around_them(key: str, kind: Any) -> None:
    keras.utils.set_random_seed(0)
    found = gn.diagnose(*residual(*kind))[0]
    assert (found.key, found.where) == (key, "first")
    product, result = found.product.split(" = ")[1:]
    factors = [float(each) for each in product.replace("−", "-").split(" · ")]
    assert len(factors) >= 6
    assert np.prod(factors) == pytest.approx(float(result.replace("−", "-")), rel=0.01)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_behind_a_dead_layer_nothing_vanishes(activation: str) -> None:
    """Zeros come from the dead layer; what vanishes behind it is said of what is behind it."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(200, 10)).astype("float32")
    y = (x[:, 0] * x[:, 1] > 0).astype("float32")
    kinds = ["relu"] * 3 + [activation] * 7
    hidden = [layers.Dense(10, kind, name=f"{kind}_{at}") for at, kind in enumerate(kinds)]
    parts = [keras.Input((10,)), *hidden, layers.Dense(1, "sigmoid")]
    model = compiled(parts, BINARY, sgd())
    hidden[2].bias.assign(np.full(10, -100.0))
    found = {each.key: each for each in gn.diagnose(model, x, y)}
    assert found["dead-relu"].where == "relu_2"
    assert ("vanishing" in found) == (activation == "sigmoid")
    if "vanishing" in found:
        assert found["vanishing"].where == "sigmoid_3"
        assert 0.1 < found["vanishing"].evidence["factor"] < 0.35
