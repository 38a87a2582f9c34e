"""What every traced model promises: Keras' numbers, JAX's gradients, chains that sum to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.training.keras_model import References

ROWS = 4


class Case(NamedTuple):
    """A model and data for it. y: a function of the number of rows."""

    build: Callable[[], Any]
    x: Callable[[np.random.Generator], Any]
    y: Callable[[np.random.Generator], Any]
    loss: Any = "mse"


def floats(*shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: random.normal(size=(ROWS, *shape)).astype(np.float32)


def bits(*shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: random.integers(0, 2, (ROWS, *shape)).astype(np.float32)


def classes(count: int, *shape: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: random.integers(0, count, (ROWS, *shape))


def one_hot(count: int) -> Callable[[np.random.Generator], Any]:
    return lambda random: np.eye(count, dtype=np.float32)[random.integers(0, count, ROWS)]


def sequential(*parts: Any) -> Any:
    return keras.Sequential(list(parts))


def residual() -> Any:
    inputs = keras.Input((3,))
    hidden = layers.Dense(3, "tanh", name="inner")(inputs)
    return keras.Model(inputs, layers.Dense(1, name="out")(layers.Add()([inputs, hidden])))


def several_inputs() -> Any:
    a, b = keras.Input((3,), name="a"), keras.Input((2,), name="b")
    both = layers.Concatenate()([layers.Dense(2, "tanh")(a), layers.Dense(2, "elu")(b)])
    return keras.Model({"a": a, "b": b}, layers.Dense(1, "sigmoid", name="out")(both))


def several_outputs() -> Any:
    inputs = keras.Input((3,))
    hidden = layers.Dense(4, "gelu", name="hidden")(inputs)
    first = layers.Dense(1, name="first")(hidden)
    second = layers.Dense(2, "softmax", name="second")(hidden)
    return keras.Model(inputs, {"first": first, "second": second})


def shared_layer() -> Any:
    inputs = keras.Input((3,))
    dense = layers.Dense(3, "tanh", name="shared")
    return keras.Model(inputs, layers.Dense(1, name="out")(dense(dense(inputs))))


def attention() -> Any:
    inputs = keras.Input((4, 3))
    seen = layers.MultiHeadAttention(2, 2, name="attention")(inputs, inputs)
    pooled = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(seen + inputs))
    return keras.Model(inputs, layers.Dense(1, name="out")(pooled))


def convolutional_autoencoder() -> Any:
    return sequential(
        keras.Input((4, 4, 1)),
        layers.Conv2D(2, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(),
        layers.Conv2DTranspose(2, 2, strides=2, activation="relu"),
        layers.UpSampling2D(1),
        layers.Conv2D(1, 3, padding="same"),
    )


# Two hundred numbers or so each: paths through all of them are summed.
CASES: Mapping[str, Case] = {
    "dense": Case(
        lambda: sequential(
            keras.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid", name="out")
        ),
        floats(2),
        bits(1),
        "binary_crossentropy",
    ),
    "from logits": Case(
        lambda: sequential(keras.Input((2,)), layers.Dense(3, "relu"), layers.Dense(1)),
        floats(2),
        bits(1),
        keras.losses.BinaryCrossentropy(from_logits=True),
    ),
    "softmax": Case(
        lambda: sequential(keras.Input((3,)), layers.Dense(4, "silu"), layers.Dense(3, "softmax")),
        floats(3),
        one_hot(3),
        "categorical_crossentropy",
    ),
    "sparse targets": Case(
        lambda: sequential(keras.Input((3,)), layers.Dense(4, "selu"), layers.Dense(3, "softmax")),
        floats(3),
        classes(3),
        "sparse_categorical_crossentropy",
    ),
    "penalties": Case(
        lambda: sequential(
            keras.Input((2,)),
            layers.Dense(2, "softplus", kernel_regularizer="l1l2"),
            layers.Dense(1, activity_regularizer="l2"),
        ),
        floats(2),
        floats(1),
        "huber",
    ),
    "conv1d": Case(
        lambda: sequential(
            keras.Input((6, 2)),
            layers.Conv1D(2, 3, activation="relu"),
            layers.AveragePooling1D(2),
            layers.Flatten(),
            layers.Dense(1),
        ),
        floats(6, 2),
        floats(1),
    ),
    "conv2d": Case(
        lambda: sequential(
            keras.Input((4, 4, 1)),
            layers.Conv2D(2, 2, strides=1, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.GlobalMaxPooling2D(),
            layers.Dense(1),
        ),
        floats(4, 4, 1),
        floats(1),
    ),
    "batch norm": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(2), layers.BatchNormalization(), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "layer norm": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(4), layers.LayerNormalization(), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "dropout": Case(
        lambda: sequential(
            keras.Input((3,)), layers.Dense(6, "relu"), layers.Dropout(0.5), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "noise": Case(
        lambda: sequential(
            keras.Input((3,)), layers.GaussianNoise(0.1), layers.Dense(3, "tanh"), layers.Dense(1)
        ),
        floats(3),
        floats(1),
    ),
    "embedding": Case(
        lambda: sequential(
            keras.Input((3,), dtype="int32"),
            layers.Embedding(5, 2),
            layers.Flatten(),
            layers.Dense(1),
        ),
        classes(5, 3),
        floats(1),
    ),
    "simple rnn": Case(
        lambda: sequential(keras.Input((4, 2)), layers.SimpleRNN(2), layers.Dense(1)),
        floats(4, 2),
        floats(1),
    ),
    "lstm": Case(
        lambda: sequential(keras.Input((3, 2)), layers.LSTM(2), layers.Dense(1)),
        floats(3, 2),
        floats(1),
    ),
    "gru, sequences": Case(
        lambda: sequential(
            keras.Input((3, 2)), layers.GRU(2, return_sequences=True), layers.Dense(1)
        ),
        floats(3, 2),
        floats(3, 1),
    ),
    "bidirectional": Case(
        lambda: sequential(
            keras.Input((3, 2)), layers.Bidirectional(layers.LSTM(2)), layers.Dense(1)
        ),
        floats(3, 2),
        floats(1),
    ),
    "masked sequence": Case(
        lambda: sequential(
            keras.Input((3,), dtype="int32"),
            layers.Embedding(4, 2, mask_zero=True),
            layers.LSTM(2),
            layers.Dense(1),
        ),
        classes(4, 3),
        floats(1),
    ),
    "residual": Case(residual, floats(3), floats(1)),
    "several inputs": Case(
        several_inputs,
        lambda random: {"a": floats(3)(random), "b": floats(2)(random)},
        bits(1),
        "binary_crossentropy",
    ),
    "several outputs": Case(
        several_outputs,
        floats(3),
        lambda random: {"first": floats(1)(random), "second": one_hot(2)(random)},
        {"first": "mse", "second": "categorical_crossentropy"},
    ),
    "shared layer": Case(shared_layer, floats(3), floats(1)),
    "nested model": Case(
        lambda: sequential(keras.Input((3,)), residual(), layers.Dense(1)), floats(3), floats(1)
    ),
    "attention": Case(attention, floats(4, 3), floats(1)),
    "autoencoder": Case(
        lambda: sequential(
            keras.Input((4,)), layers.Dense(2, "sigmoid", name="code"), layers.Dense(4)
        ),
        floats(4),
        floats(4),
    ),
    "stacked autoencoder": Case(
        lambda: sequential(
            keras.Input((4,)),
            *(layers.Dense(size, "relu") for size in (3, 2, 3)),
            layers.Dense(4, "sigmoid"),
        ),
        bits(4),
        bits(4),
        "binary_crossentropy",
    ),
    "convolutional autoencoder": Case(convolutional_autoencoder, floats(4, 4, 1), floats(4, 4, 1)),
}


class Traced(NamedTuple):
    model: Any
    x: Any
    y: Any
    trace: Any


@pytest.fixture(params=CASES, scope="module")
def traced(request: pytest.FixtureRequest) -> Traced:
    case = CASES[request.param]
    keras.utils.set_random_seed(7)
    random = np.random.default_rng(7)
    model = case.build()
    model.compile("adam", case.loss)
    x, y = case.x(random), case.y(random)
    return Traced(model, x, y, gn.trace(model, x, y))


def test_values_are_those_of_keras(traced: Traced) -> None:
    """Each layer's output is the value of a node of that layer, of the same shape."""
    model = traced.model
    nodes = traced.trace.graph.nodes
    outer = [layer for layer in model.layers if not isinstance(layer, layers.InputLayer)]
    inputs = model.inputs[0] if isinstance(model, keras.Sequential) else model.input
    outputs = keras.Model(inputs, [layer.output for layer in outer if _called_once(layer)])
    state = References.of(model).read()
    variables = [
        dict(zip([v.path for v in group], values, strict=True))
        for group, values in (
            (model.trainable_variables, state.trainable),
            (model.non_trainable_variables, state.non_trainable),
        )
    ]
    found, _ = outputs.stateless_call(
        [variables[0][v.path] for v in outputs.trainable_variables],
        [variables[1][v.path] for v in outputs.non_trainable_variables],
        traced.x,
        training=True,
    )
    every = [layer for layer in outer if _called_once(layer)]
    for layer, output in zip(every, jax.tree.leaves(found), strict=True):
        alike = [n for n in nodes if n.shape == output.shape and n.is_float]
        apart = [float(np.max(np.abs(np.asarray(traced.trace._values[n]) - output))) for n in alike]
        assert min(apart) < 2e-6, layer.name


def _called_once(layer: Any) -> bool:
    """Of a model inside the model, and of a layer called again, Keras has no single output."""
    return len(layer._inbound_nodes) == 1 and not isinstance(layer, keras.Model)


def test_the_loss_is_that_of_keras(traced: Traced) -> None:
    expected = traced.model.train_on_batch  # in training mode, so of the same masks
    weights = [np.array(v.value) for v in traced.model.variables]
    try:
        assert traced.trace.value == pytest.approx(float(np.ravel(expected(traced.x, traced.y))[0]))
    finally:
        for variable, value in zip(traced.model.variables, weights, strict=True):
            variable.assign(value)


def test_gradients_are_those_of_jax(traced: Traced) -> None:
    model = traced.model
    state = References.of(model).read()

    def loss(trainable: Any) -> Any:
        return model.compute_loss_and_updates(
            trainable, state.non_trainable, state.metrics, traced.x, traced.y, None, training=True,
            optimizer_variables=state.optimizer,
        )[0]  # fmt: skip

    expected = jax.grad(loss)(state.trainable)
    assert len(traced.trace.parameters) == len(expected)
    # Of batch norm's input the bias has a gradient of 0, and what is computed is its rounding.
    scale = max(float(np.max(np.abs(gradient))) for gradient in expected)
    for name, gradient in zip(traced.trace.parameters, expected, strict=True):
        np.testing.assert_allclose(traced.trace.gradients[name], gradient, atol=1e-5 * scale)


def test_chains_sum_to_gradients(traced: Traced) -> None:
    """Of the first and the last number of each parameter: all rows, and row by row."""
    trace = traced.trace
    for name in trace.parameters:
        gradient = trace.gradients[name]
        scale = float(np.max(np.abs(gradient), initial=1e-3))
        for place in {tuple([0] * gradient.ndim), tuple(size - 1 for size in gradient.shape)}:
            whole = trace.chain(name, place)
            assert whole.gradient == pytest.approx(float(gradient[place]), abs=1e-5 * scale)
            if len(whole.paths) == whole.count:
                total = sum(path.product for path in whole.paths)
                assert total == pytest.approx(whole.gradient, abs=1e-6 * scale)
                assert whole.share == pytest.approx(1.0)


def test_each_paths_product_is_that_of_its_factors(traced: Traced) -> None:
    name = traced.trace.parameters[0]
    gradient = traced.trace.gradients[name]  # that of a masked word is 0, and it has no path
    place = np.unravel_index(np.argmax(np.abs(gradient)), gradient.shape)
    chain = traced.trace.chain(name, tuple(map(int, place)))
    assert chain.paths
    for path in chain.paths:
        assert path.product == pytest.approx(np.prod([f.value for f in path.factors]), rel=1e-6)
        assert path.factors[0].source == chain.name
        assert path.factors[-1].target == traced.trace.graph.output.name
        for factor, following in zip(path.factors, path.factors[1:], strict=False):
            assert factor.target == following.source


def test_rows_sum_to_the_whole(traced: Traced) -> None:
    """Of a penalty on the weights itself no row has a share."""
    trace = traced.trace
    name = trace.parameters[-1]
    place = tuple([0] * trace.gradients[name].ndim)
    rows = [trace.chain(name, place, row=row).gradient for row in range(ROWS)]
    gradient = float(trace.gradients[name][place])
    assert sum(rows) == pytest.approx(gradient, rel=1e-4, abs=1e-5)
