"""Every layer's output, against Keras models that end at that layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import keras
import numpy as np
import pytest
from keras import layers

from glassnet.training.keras_model import References
from glassnet.training.keras_outputs import layer_outputs


def outputs(model: Any, x: Any) -> dict[str, Any]:
    """As the recorder has them: from a compiled program."""
    variables = References.of(model).read()
    program = jax.jit(lambda t, n: layer_outputs(model, t, n, x))
    return program(variables.trainable, variables.non_trainable)


def compiled(model: Any) -> Any:
    model.compile("sgd", "mse")
    return model


def values(*shape: int) -> Any:
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def words() -> Any:
    return np.random.default_rng(0).integers(0, 9, size=(6, 5))


SEQUENTIAL: dict[str, tuple[Callable[[], Any], list[Callable[[], Any]]]] = {
    "dense": (lambda: values(6, 5), [lambda: layers.Dense(3, "tanh"), lambda: layers.Dense(2)]),
    "trains otherwise": (
        lambda: values(6, 5),
        [lambda: layers.Dense(4), layers.BatchNormalization, lambda: layers.Dropout(0.5)],
    ),
    "pictures": (
        lambda: values(3, 8, 8, 1),
        [
            lambda: layers.Conv2D(2, 3, activation="relu"),
            layers.MaxPooling2D,
            layers.Flatten,
            lambda: layers.Dense(2, "softmax"),
        ],
    ),
    "sequences": (
        words,
        [
            lambda: layers.Embedding(9, 4, mask_zero=True),
            lambda: layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            lambda: layers.LSTM(2),
        ],
    ),
}


@pytest.mark.parametrize(
    "name",
    ["dense", "trains otherwise", "pictures", pytest.param("sequences", marks=pytest.mark.long)],
)
def test_a_chain(name: str) -> None:
    keras.utils.set_random_seed(1)
    data, made = SEQUENTIAL[name]
    x = data()
    model = compiled(keras.Sequential([keras.Input(x.shape[1:]), *(make() for make in made)]))
    found = outputs(model, x)
    assert set(found) == {layer.name for layer in model.layers}
    every = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    for layer, expected in zip(model.layers, every.predict_on_batch(x), strict=True):
        np.testing.assert_allclose(found[layer.name], expected, rtol=1e-5, atol=1e-6)


def test_in_the_order_of_their_calls() -> None:
    inputs = keras.Input((3,))
    model = keras.Model(inputs, layers.Dense(1, name="a")(layers.Dense(2, name="b")(inputs)))
    variables = References.of(compiled(model)).read()
    assert list(layer_outputs(model, *variables[:2], values(4, 3))) == ["b", "a"]


def test_models_in_models_and_shared_layers() -> None:
    keras.utils.set_random_seed(1)
    block = keras.Sequential([keras.Input((4,)), layers.Dense(4, name="inner")], name="block")
    shared = layers.Dense(4, name="shared")
    inputs = [keras.Input((4,), name="a"), keras.Input((4,), name="b")]
    first, second = shared(inputs[0]), shared(inputs[1])
    added = layers.Add(name="sum")([block(first), second])
    model = compiled(keras.Model(inputs, layers.Dense(1, name="out")(added)))
    x = [values(6, 4), values(6, 4) + 1]
    found = outputs(model, x)
    inside = keras.Model(inputs, [first, second, block(first), added, model.output])
    names = ["shared", "shared_1", "block", "sum", "out"]
    for name, expected in zip(names, inside.predict_on_batch(x), strict=True):
        np.testing.assert_allclose(found[name], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(found["block/inner"], found["block"])
    assert set(found) == {*names, "block/inner"}


def test_a_layer_called_again_takes_no_other_layers_name() -> None:
    keras.utils.set_random_seed(1)
    one, two = layers.Dense(3, name="dense"), layers.Dense(3, name="dense_1")
    inputs = keras.Input((3,))
    model = compiled(keras.Model(inputs, two(one(one(inputs)))))
    x = values(5, 3)
    found = outputs(model, x)
    once, twice = one(x), one(one(x))
    expected = {"dense": once, "dense_2": twice, "dense_1": two(twice)}
    assert set(found) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-5, atol=1e-6)


class Own(keras.Model):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = layers.Dense(3, "tanh", name="hidden")
        self.split = layers.Lambda(lambda x: (x[:, :1], x[:, 1:] > 0), name="split")

    def call(self, x: Any) -> Any:
        first, positive = self.split(self.hidden(x))
        return first + keras.ops.cast(positive, "float32")


def test_a_class_of_ones_own_and_outputs_that_are_no_numbers() -> None:
    model = compiled(Own())
    x = values(6, 4)
    model(x)
    found = outputs(model, x)
    hidden = model.hidden(x)
    np.testing.assert_allclose(found["hidden"], hidden, rtol=1e-6)
    np.testing.assert_allclose(found["split"], hidden[:, :1], rtol=1e-6)
    assert set(found) == {"hidden", "split"}


def test_the_layers_are_left_as_they_were() -> None:
    def fails(x: Any) -> Any:
        if calls:
            raise ArithmeticError
        calls.append(1)
        return x

    calls: list[int] = []
    model = compiled(keras.Sequential([keras.Input((2,)), layers.Dense(2), layers.Lambda(fails)]))
    before = [dict(vars(layer)) for layer in model.layers]
    with pytest.raises(ArithmeticError):
        outputs(model, values(3, 2))
    assert [vars(layer).keys() for layer in model.layers] == [each.keys() for each in before]
    assert all("call" not in vars(layer) for layer in model.layers)
