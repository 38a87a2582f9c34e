"""Models whose `call` is Python: their layers' order says nothing of how they end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
from keras import layers, ops
from network_parts import BINARY, SPARSE, Case, adam, compiled, curve, data, dense, images


class Own(keras.Model):
    """end: what `call` makes of the last layer's result. first: the output is declared first."""

    def __init__(
        self, end: Callable[[Any], Any], units: int, last: Any = None, *, first: bool = False
    ) -> None:
        super().__init__()
        self.end = end
        if first:
            self.out = layers.Dense(units, last)
        self.hidden = layers.Dense(16, "relu")
        if not first:
            self.out = layers.Dense(units, last)

    def call(self, x: Any) -> Any:
        return self.end(self.out(self.hidden(x)))


def as_it_is(x: Any) -> Any:
    return x


def own(loss: str, *given: Any, **options: Any) -> Callable[[], Any]:
    def build() -> Any:
        x, y = data("moons")
        model = Own(*given, **options)
        model.compile(adam(), loss)
        return model, x, y

    return build


def quantities(factor: float, *given: Any, **options: Any) -> Callable[[], Any]:
    """Targets from 0 to `factor`, or from −factor to 0."""

    def build() -> Any:
        x, y = curve()
        model = Own(*given, **options)
        model.compile(adam(), "mse")
        return model, x, factor * (y - y.min()) / (y.max() - y.min())

    return build


class Bent(keras.Model):
    """Two linear layers, and what bends is no layer."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.out = layers.Dense(16), layers.Dense(1, "sigmoid")

    def call(self, x: Any) -> Any:
        return self.out(ops.tanh(self.hidden(x)))


def bent() -> Any:
    x, y = data("circles")
    model = Bent()
    model.compile(adam(0.02), BINARY)
    return model, x, y


def in_a_layer(end: Any, units: int, loss: Any) -> Callable[[], Any]:
    """The last layer is a function of one's own."""

    def build() -> Any:
        x, y = data("moons")
        return compiled([*dense(2, 16, units, output=None), end], loss), x, y

    return build


LOGITS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
ONE_LOGIT = keras.losses.BinaryCrossentropy(from_logits=True)


class Sampling(layers.Layer):
    """A code drawn from its moments; its divergence is a loss of the layer."""

    def __init__(self) -> None:
        super().__init__()
        self.seeds = keras.random.SeedGenerator(0)

    def call(self, moments: Any) -> Any:
        mean, log_variance = ops.split(moments, 2, axis=-1)
        rows = mean**2 + ops.exp(log_variance) - 1 - log_variance
        self.add_loss(0.5e-3 * ops.mean(ops.sum(rows, axis=-1)))
        noise = keras.random.normal(ops.shape(mean), seed=self.seeds)
        return mean + ops.exp(log_variance / 2) * noise


def variational() -> Any:
    """Of images; after two epochs it does no better than the mean image."""
    x, _ = images(200)
    x = ops.convert_to_numpy(ops.sigmoid(4 * x - 2))
    code = [layers.Flatten(), layers.Dense(32, "relu"), layers.Dense(8), Sampling()]
    parts = [*code, layers.Dense(32, "relu"), layers.Dense(64, "sigmoid")]
    return compiled([keras.Input((8, 8, 1)), *parts, layers.Reshape((8, 8, 1))], BINARY), x, x


BROKEN = {
    "own: softmax in a Lambda, logits": Case(
        in_a_layer(layers.Lambda(lambda z: ops.softmax(z)), 2, LOGITS), "logits-expected"
    ),
    "own: sigmoid in a Lambda, logits": Case(
        in_a_layer(layers.Lambda(lambda z: ops.sigmoid(z)), 1, ONE_LOGIT),
        "logits-expected",
        long=True,
    ),
    "own: a softmax without a name, logits": Case(
        in_a_layer(layers.Activation(lambda z: ops.softmax(z)), 2, LOGITS),
        "logits-expected",
        long=True,
    ),
    "own: softmax of one unit": Case(own(BINARY, ops.softmax, 1), "softmax-of-one"),
    "own: no sigmoid": Case(own(BINARY, as_it_is, 1), "probabilities-expected"),
    "own: relu": Case(own(BINARY, ops.relu, 1), "probabilities-expected", long=True),
    "own: elu": Case(own(BINARY, as_it_is, 1, "elu"), "probabilities-expected", long=True),
    "own: targets of 10 for a sigmoid": Case(
        quantities(10.0, ops.sigmoid, 1), "target-beyond-output"
    ),
}
HEALTHY = {
    "own: a variational autoencoder": Case(variational, epochs=2),
    "own: softmax in a Lambda": Case(
        in_a_layer(layers.Lambda(lambda z: ops.softmax(z)), 2, SPARSE), epochs=60
    ),
    "own: half in a Lambda, logits": Case(
        in_a_layer(layers.Lambda(lambda z: z / 2), 1, ONE_LOGIT), epochs=60, long=True
    ),
    "own: hard sigmoid": Case(own(BINARY, as_it_is, 1, "hard_sigmoid"), epochs=60, long=True),
    "own: sigmoid": Case(own(BINARY, ops.sigmoid, 1), epochs=60, long=True),
    "own: softmax": Case(own(SPARSE, ops.softmax, 2), epochs=60, long=True),
    "own: the output declared first": Case(
        own(BINARY, as_it_is, 1, "sigmoid", first=True), epochs=60
    ),
    "own: negative quantities": Case(
        quantities(-10.0, as_it_is, 1, first=True), epochs=150, long=True
    ),
    "own: ten times a sigmoid": Case(
        quantities(10.0, lambda x: 10 * x, 1, "sigmoid"), epochs=150, long=True
    ),
    "own: tanh between layers": Case(bent, epochs=60, long=True),
}
