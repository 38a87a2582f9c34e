"""Networks that learn, on scikit-learn's data and made ones: nothing is to be found in them.

Each is a row: a network, its loss and optimizer, its data. `run_healthy.py` diagnoses it fresh,
two epochs in, and trained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import product
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers, ops

from benchmarks.diagnosis.data import Array, standardised

Data = tuple[Any, Any]
BINARY, SPARSE = "binary_crossentropy", "sparse_categorical_crossentropy"


class Healthy(NamedTuple):
    """A network that learns.

    Attributes:
        build: a compiled model, x and y.
        epochs: after which it has learned, or is well under way.
        batch_size: of `fit`.
    """

    build: Callable[[], tuple[Any, Any, Any]]
    epochs: int
    batch_size: int = 32


# Data -------------------------------------------------------------------------------------------


def standard(x: Array) -> Array:
    """float32, `standardised`."""
    return standardised(x).astype("float32")


@cache
def table(name: str, *, raw: bool = False) -> Data:
    """A table of scikit-learn: standardised columns, and class numbers or standardised targets."""
    from sklearn import datasets

    found = getattr(datasets, f"load_{name}")()
    x = found.data.astype("float32") if raw else standard(found.data)
    y = standard(found.target) if name == "diabetes" else found.target
    return x, y


@cache
def imbalanced(share: float) -> Data:
    """Two classes, of which one has this share."""
    from sklearn.datasets import make_classification

    x, y = make_classification(600, 10, n_informative=6, weights=[1 - share], random_state=0)
    return standard(x), y


@cache
def digits() -> Data:
    """Images [rows, 8, 8, 1] from 0 to 1, and their digits."""
    x, y = table("digits", raw=True)
    return (x / 16).reshape(-1, 8, 8, 1)[:1000], y[:1000]


@cache
def sequences(kind: str) -> Data:
    """Sequences [400, 12, 2]: the sign of their sum, of their last step, or of each sum so far."""
    random = np.random.default_rng(0)
    x = random.normal(size=(400, 12, 2)).astype("float32")
    sums = x[..., 0].cumsum(axis=1)
    y = {"sum": sums[:, -1] > 0, "last": x[:, -1, 1] > 0, "every": sums[..., None] > 0}[kind]
    return x, y.astype("float32")


@cache
def words() -> Data:
    """Sentences [400, 10] of 50 words, and whether more of them are from the upper half."""
    x = np.random.default_rng(0).integers(0, 50, (400, 10))
    return x, ((x >= 25).mean(axis=1) > 0.5).astype("float32")


@cache
def wave() -> Data:
    """Three waves and noise, and the next value."""
    t = np.arange(500) / 8
    values = np.sin(t) + 0.5 * np.sin(2.3 * t) + 0.1 * np.random.default_rng(0).normal(size=500)
    windows = np.lib.stride_tricks.sliding_window_view(values.astype("float32"), 21)
    return windows[:, :20, None], windows[:, 20:]


# Networks ---------------------------------------------------------------------------------------


def hidden(*sizes: int, activation: str = "relu", **options: Any) -> list[Any]:
    return [layers.Dense(size, activation, **options) for size in sizes]


BODIES: Mapping[str, Callable[[], list[Any]]] = {
    "no hidden layer": list,
    "relu": lambda: hidden(32, kernel_initializer="he_normal"),
    "two relu": lambda: hidden(32, 16),
    "four relu": lambda: hidden(32, 32, 32, 32, kernel_initializer="he_normal"),
    "tanh": lambda: hidden(16, activation="tanh"),
    "gelu": lambda: hidden(32, 16, activation="gelu"),
    "elu": lambda: hidden(32, activation="elu"),
    "selu": lambda: hidden(32, 32, activation="selu", kernel_initializer="lecun_normal"),
    "leaky relu": lambda: hidden(32, activation="leaky_relu"),
    "batch normalisation": lambda: [
        layers.Dense(32),
        layers.BatchNormalization(),
        layers.ReLU(),
        *hidden(16),
    ],
    "layer normalisation": lambda: [*hidden(32), layers.LayerNormalization(), *hidden(16)],
    "dropout": lambda: [*hidden(64), layers.Dropout(0.3), *hidden(32), layers.Dropout(0.2)],
    "L2": lambda: hidden(32, kernel_regularizer=keras.regularizers.L2(1e-3)),
    "noise": lambda: [layers.GaussianNoise(0.1), *hidden(32)],
    "wide": lambda: hidden(256),
}
OPTIMIZERS: Mapping[str, Callable[[], Any]] = {
    "Adam": lambda: keras.optimizers.Adam(0.01),
    "SGD": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    "RMSprop": lambda: keras.optimizers.RMSprop(0.003),
    "Nadam": lambda: keras.optimizers.Nadam(0.003),
    "AdamW": lambda: keras.optimizers.AdamW(0.005),
    "clipped": lambda: keras.optimizers.Adam(0.01, clipnorm=1.0),
    "a schedule": lambda: keras.optimizers.Adam(
        keras.optimizers.schedules.CosineDecay(0.01, 2_000)
    ),
    "Keras' own": lambda: "adam",
}


def network(
    data: Callable[[], Data], body: Callable[[], Sequence[Any]], head: str, optimizer: str = "Adam"
) -> tuple[Any, Any, Any]:
    """A Sequential model with the last layer and the loss that such targets need."""
    x, y = data()
    width = int(np.max(y)) + 1
    last, loss, y = {
        "classes": lambda: (layers.Dense(width, "softmax"), SPARSE, y),
        "logits": lambda: (
            layers.Dense(width),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            y,
        ),
        "one-hot": lambda: (
            layers.Dense(width, "softmax"),
            keras.losses.CategoricalCrossentropy(label_smoothing=0.05),
            np.eye(width, dtype="float32")[y],
        ),
        "label": lambda: (layers.Dense(1, "sigmoid"), BINARY, y.astype("float32")),
        "quantity": lambda: (layers.Dense(1), "mse", y),
        "robust": lambda: (layers.Dense(1), "huber", y),
    }[head]()
    model = keras.Sequential([keras.Input(x.shape[1:], dtype=x.dtype), *body(), last])
    model.compile(OPTIMIZERS[optimizer](), loss)
    return model, x, y


def autoencoder(body: Callable[[], Sequence[Any]], loss: str = "mse") -> tuple[Any, Any, Any]:
    x, _ = digits()
    model = keras.Sequential([keras.Input((8, 8, 1)), *body()])
    model.compile(keras.optimizers.Adam(0.003), loss)
    return model, x, x


class Sampling(layers.Layer):
    """The code of a variational autoencoder, whose divergence is a loss of the layer."""

    def __init__(self) -> None:
        super().__init__()
        self.seeds = keras.random.SeedGenerator(0)

    def call(self, moments: Any) -> Any:
        mean, log_variance = ops.split(moments, 2, axis=-1)
        rows = mean**2 + ops.exp(log_variance) - 1 - log_variance
        self.add_loss(0.5e-3 * ops.mean(ops.sum(rows, axis=-1)))
        noise = keras.random.normal(ops.shape(mean), seed=self.seeds)
        return mean + ops.exp(log_variance / 2) * noise


def embedded(kind: str) -> tuple[Any, Any, Any]:
    """Triplets or pairs of digits under one encoder."""
    x, y = digits()
    random, encoder = np.random.default_rng(0), keras.Sequential([layers.Flatten(), *hidden(32)])
    encoder.add(layers.Dense(8))
    same = np.array([random.choice(np.flatnonzero(y == each)) for each in y])
    other = np.array([random.choice(np.flatnonzero(y != each)) for each in y])
    parts = [keras.Input((8, 8, 1)) for _ in range(3 if kind == "triplet" else 2)]
    codes = [encoder(each) for each in parts]
    distance = lambda a, b: ops.sum((a - b) ** 2, axis=-1)
    if kind == "triplet":
        stacked = layers.Lambda(lambda each: ops.stack(each, axis=1))(codes)
        model = keras.Model(parts, stacked)
        model.compile(
            keras.optimizers.Adam(0.002),
            lambda _, z: ops.maximum(
                distance(z[:, 0], z[:, 1]) - distance(z[:, 0], z[:, 2]) + 1.0, 0.0
            ),
        )
        return model, [x, x[same], x[other]], np.zeros((len(x), 1), "float32")
    apart = layers.Lambda(lambda each: ops.sqrt(distance(*each) + 1e-6)[:, None])(codes)
    model = keras.Model(parts, apart)
    contrastive = lambda alike, d: alike * d**2 + (1 - alike) * ops.maximum(1.0 - d, 0.0) ** 2
    model.compile(keras.optimizers.Adam(0.002), contrastive)
    alike = random.integers(0, 2, len(x))
    return (
        model,
        [x, np.where(alike[:, None, None, None] == 1, x[same], x[other])],
        alike[:, None].astype("float32"),
    )


def hinge(loss: str) -> tuple[Any, Any, Any]:
    x, y = table("breast_cancer")
    model = keras.Sequential([keras.Input((30,)), *hidden(16), layers.Dense(1, "tanh")])
    model.compile(keras.optimizers.Adam(0.005), loss)
    return model, x, 2.0 * y - 1


def frozen() -> tuple[Any, Any, Any]:
    """A base that has learned the digits below 5, frozen, with a fresh head for the others."""
    x, y = digits()
    base = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), *hidden(64, 32)])
    first = keras.Sequential([base, layers.Dense(5, "softmax")])
    first.compile(keras.optimizers.Adam(0.005), SPARSE)
    first.fit(x[y < 5], y[y < 5], epochs=5, verbose=0)
    base.trainable = False
    model = keras.Sequential([base, layers.Dense(5, "softmax")])
    model.compile(keras.optimizers.Adam(0.01), SPARSE)
    return model, x[y >= 5], y[y >= 5] - 5


def two_outputs(weights: Sequence[float]) -> tuple[Any, Any, Any]:
    x, y = table("iris")
    start = keras.Input((4,))
    body = layers.Dense(16, "relu")(start)
    ends = [layers.Dense(3, "softmax", name="kind")(body), layers.Dense(1, name="size")(body)]
    model = keras.Model(start, ends)
    losses = {"kind": SPARSE, "size": "mse"}
    shares = dict(zip(losses, weights, strict=True))
    model.compile(keras.optimizers.Adam(0.01), losses, loss_weights=shares)
    return model, x, {"kind": y, "size": x[:, :1] + x[:, 2:3]}


def residual() -> tuple[Any, Any, Any]:
    x, y = digits()
    start = keras.Input((8, 8, 1))
    at = layers.Conv2D(8, 3, padding="same", activation="relu")(start)
    for _ in range(2):
        more = layers.Conv2D(8, 3, padding="same", activation="relu")(at)
        at = layers.Add()([at, layers.Conv2D(8, 3, padding="same")(more)])
    end = layers.Dense(10, "softmax")(layers.GlobalAveragePooling2D()(layers.ReLU()(at)))
    model = keras.Model(start, end)
    model.compile(keras.optimizers.Adam(0.01), SPARSE)
    return model, x, y


def transformer() -> tuple[Any, Any, Any]:
    x, y = words()
    start = keras.Input((10,), dtype="int32")
    at = layers.Embedding(50, 16)(start)
    at = layers.LayerNormalization()(layers.Add()([at, layers.MultiHeadAttention(2, 8)(at, at)]))
    at = layers.LayerNormalization()(layers.Add()([at, layers.Dense(16, "gelu")(at)]))
    model = keras.Model(start, layers.Dense(1, "sigmoid")(layers.GlobalAveragePooling1D()(at)))
    model.compile(keras.optimizers.Adam(0.005), BINARY)
    return model, x, y


CONVOLUTIONS: Mapping[str, Callable[[], list[Any]]] = {
    "plain": lambda: [layers.Conv2D(8, 3, activation="relu"), layers.Flatten()],
    "pooled": lambda: [
        *(layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten()),
        *(layers.Dense(32, "relu"), layers.Dropout(0.3)),
    ],
    "normalised": lambda: [
        *(layers.Conv2D(16, 3, use_bias=False), layers.BatchNormalization(), layers.ReLU()),
        layers.Flatten(),
    ],
    "averaged": lambda: [
        *(layers.Conv2D(16, 3, activation="relu"), layers.Conv2D(32, 3, activation="relu")),
        layers.GlobalAveragePooling2D(),
    ],
    "separable": lambda: [layers.SeparableConv2D(16, 3, activation="relu"), layers.Flatten()],
    "strided": lambda: [layers.Conv2D(16, 3, strides=2, activation="elu"), layers.Flatten()],
    "flat": lambda: [layers.Flatten(), *hidden(64)],
}
RECURRENT: Mapping[str, Callable[[], list[Any]]] = {
    "simple RNN": lambda: [layers.SimpleRNN(16)],
    "LSTM": lambda: [layers.LSTM(16)],
    "GRU": lambda: [layers.GRU(16)],
    "both ways": lambda: [layers.Bidirectional(layers.LSTM(8))],
    "stacked": lambda: [layers.GRU(12, return_sequences=True), layers.GRU(12)],
    "convolution": lambda: [
        *(layers.Conv1D(16, 3, activation="relu"), layers.GlobalAveragePooling1D()),
    ],
    "dropout": lambda: [layers.LSTM(16, dropout=0.1, recurrent_dropout=0.1)],
}
CODERS: Mapping[str, Callable[[], list[Any]]] = {
    "dense": lambda: [layers.Flatten(), *hidden(16), layers.Dense(64), layers.Reshape((8, 8, 1))],
    "sigmoids at the end": lambda: [
        *(layers.Flatten(), *hidden(32, 8), *hidden(32)),
        *(layers.Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))),
    ],
    "denoising": lambda: [
        *(layers.GaussianNoise(0.2), layers.Flatten(), *hidden(32)),
        *(layers.Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))),
    ],
    "convolutional": lambda: [
        *(layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),),
        *(layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"),),
        layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
    ],
    "sparse": lambda: [
        *(layers.Flatten(), layers.Dense(32, "relu", activity_regularizer="l1")),
        *(layers.Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))),
    ],
    "variational": lambda: [
        *(layers.Flatten(), *hidden(32), layers.Dense(8), Sampling(), *hidden(32)),
        *(layers.Dense(64, "sigmoid"), layers.Reshape((8, 8, 1))),
    ],
}
MADE: Mapping[str, Callable[[], Data]] = {
    "iris": partial(table, "iris"),
    "wine": partial(table, "wine"),
    "breast cancer": partial(table, "breast_cancer"),
    "digits": partial(table, "digits"),
}


def healthy() -> dict[str, Healthy]:
    """All networks, by name."""
    found: dict[str, Healthy] = {}
    for data, body in product(("iris", "wine"), BODIES):
        build = partial(network, MADE[data], BODIES[body], "classes")
        found[f"{data}, {body}"] = Healthy(build, 40)
    for body in BODIES:
        build = partial(network, MADE["breast cancer"], BODIES[body], "label")
        found[f"breast cancer, {body}"] = Healthy(build, 20)
        build = partial(network, partial(table, "diabetes"), BODIES[body], "quantity")
        found[f"diabetes, {body}"] = Healthy(build, 40)
    for optimizer, (data, head) in product(
        OPTIMIZERS, (("iris", "one-hot"), ("wine", "logits"), ("breast cancer", "label"))
    ):
        build = partial(network, MADE[data], BODIES["two relu"], head, optimizer)
        found[f"{data}, {head}, {optimizer}"] = Healthy(build, 40)
    for share, body in product((0.3, 0.1, 0.05), ("relu", "dropout", "batch normalisation")):
        build = partial(network, partial(imbalanced, share), BODIES[body], "label")
        found[f"{share:.0%} of a class, {body}"] = Healthy(build, 30)
    for name, body in CONVOLUTIONS.items():
        found[f"images, {name}"] = Healthy(partial(network, digits, body, "classes"), 8)
        found[f"images, {name}, logits"] = Healthy(partial(network, digits, body, "logits"), 8)
    for kind, (name, body) in product(("sum", "last"), RECURRENT.items()):
        data = partial(sequences, kind)
        found[f"{kind} of a sequence, {name}"] = Healthy(partial(network, data, body, "label"), 30)
    for name in ("simple RNN", "LSTM", "GRU", "convolution"):
        found[f"a wave, {name}"] = Healthy(partial(network, wave, RECURRENT[name], "quantity"), 20)
    for name in ("LSTM", "GRU", "both ways", "stacked"):
        body = lambda name=name: [layers.Embedding(50, 8), *RECURRENT[name]()]
        found[f"words, {name}"] = Healthy(partial(network, words, body, "label"), 15)
    for name, body in CODERS.items():
        found[f"autoencoder, {name}"] = Healthy(partial(autoencoder, body), 20)
    every = lambda: [layers.GRU(16, return_sequences=True)]
    mean = lambda: [layers.Embedding(50, 8), layers.GlobalAveragePooling1D()]
    found |= {
        "autoencoder, cross-entropy": Healthy(
            partial(autoencoder, CODERS["sigmoids at the end"], BINARY), 20
        ),
        "every step of a sequence": Healthy(
            partial(network, partial(sequences, "every"), every, "label"), 30
        ),
        "words, averaged": Healthy(partial(network, words, mean, "label"), 40),
        "words, transformer": Healthy(transformer, 20),
        "images, residual": Healthy(residual, 10),
        "images, triplets": Healthy(partial(embedded, "triplet"), 10),
        "images, pairs": Healthy(partial(embedded, "pair"), 10),
        "hinge": Healthy(partial(hinge, "hinge"), 20),
        "squared hinge": Healthy(partial(hinge, "squared_hinge"), 20),
        "a frozen base": Healthy(frozen, 20),
        "two outputs": Healthy(partial(two_outputs, (1.0, 0.5)), 40),
        "an output of weight 0": Healthy(partial(two_outputs, (1.0, 0.0)), 40),
        "iris as it is": Healthy(
            partial(network, partial(table, "iris", raw=True), BODIES["relu"], "classes"), 60
        ),
        "digits from 0 to 16": Healthy(
            partial(network, partial(table, "digits", raw=True), BODIES["relu"], "classes"), 10
        ),
        "diabetes, Huber": Healthy(
            partial(network, partial(table, "diabetes"), BODIES["relu"], "robust"), 40
        ),
    }
    return found
