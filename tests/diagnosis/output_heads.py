"""Networks with several outputs: those that do not learn, each with its cause and the output that
it is to name, and those in which nothing is to be found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers
from network_parts import BINARY, SPARSE, Case, adam, blobs, data, normal, sgd

LOGITS = keras.losses.BinaryCrossentropy(from_logits=True)


def heads(**outputs: Any) -> Any:
    """Two numbers, a layer of 16 tanh, and on it a layer for each output, called by its name."""
    inputs = keras.Input((2,))
    hidden = layers.Dense(16, "tanh", name="hidden")(inputs)
    found = {
        name: layers.Dense(units, activation, name=name)(hidden)
        for name, (units, activation) in outputs.items()
    }
    return inputs, found


def as_list(optimizer: Any = None, losses: Any = None, weights: Any = None, **outputs: Any) -> Any:
    inputs, found = heads(**outputs)
    model = keras.Model(inputs, list(found.values()))
    model.compile(optimizer or adam(), losses, loss_weights=weights)
    return model


def as_dict(optimizer: Any = None, losses: Any = None, weights: Any = None, **outputs: Any) -> Any:
    model = keras.Model(*heads(**outputs))
    model.compile(optimizer or adam(), losses, loss_weights=weights)
    return model


def branches(**outputs: Callable[[Any], Any]) -> Any:
    """Two numbers, and what each output makes of them by itself."""
    inputs = keras.Input((2,))
    return keras.Model(inputs, {name: make(inputs) for name, make in outputs.items()})


def branch(name: str, *hidden: Any, output: Any = "sigmoid", units: int = 1) -> Any:
    """Layers of an output's own: name_0, …, name."""

    def made(found: Any) -> Any:
        for number, options in enumerate(hidden):
            found = layers.Dense(**options, name=f"{name}_{number}")(found)
        return layers.Dense(units, output, name=name)(found)

    return made


TANH: dict[str, Any] = {"units": 16, "activation": "tanh"}


# Broken.


def softmax_of_one() -> Any:
    x, y = data("moons")
    model = as_list(losses=["mse", BINARY], point=(2, None), label=(1, "softmax"))
    return model, x, [x, y]


def classes_from_one() -> Any:
    x, y = blobs()
    losses = {"point": "mse", "kind": SPARSE}
    model = as_dict(losses=losses, point=(2, None), kind=(3, "softmax"))
    return model, x, {"point": x, "kind": y + 1}


def logits_as_probability() -> Any:
    x, y = data("moons")
    losses = {"label": BINARY, "point": "mse"}  # by name, of a model with a list of outputs
    model = as_list(losses=losses, point=(2, None), label=(1, None))
    return model, x, {"point": x, "label": y}


def sigmoid_as_logits() -> Any:
    x, y = data("moons")
    model = as_list(losses=[LOGITS, LOGITS], fine=(1, None), twice=(1, "sigmoid"))
    return model, x, (y, y)


def one_loss_for_all() -> Any:
    x, y = data("moons")
    model = as_dict(losses="mse", label=(1, "sigmoid"), point=(2, "sigmoid"))
    return model, x, {"label": y, "point": 10 * x}


def class_numbers_in_mse() -> Any:
    x, y = blobs()
    model = as_list(losses=["mse", "mse"], point=(2, None), kind=(3, "softmax"))
    return model, x, (x, y.astype("float32")[:, None])


def all_ones() -> Any:
    x, y = data("moons")
    losses = {"good": BINARY, "same": BINARY}
    model = as_dict(losses=losses, good=(1, "sigmoid"), same=(1, "sigmoid"))
    return model, x, {"good": y, "same": np.ones_like(y)}


def one_shuffled() -> Any:
    x, y = data("moons")
    model = as_list(losses=[BINARY, BINARY], good=(1, "sigmoid"), bad=(1, "sigmoid"))
    return model, x, [y, np.random.default_rng(2).permutation(y)]


def shuffled_beside_saturated() -> Any:
    """The units of the branch that has learned are saturated, and not to blame."""
    x, y = data("moons")
    saturated = {"units": 64, "activation": "tanh", "kernel_initializer": normal(30.0)}
    model = branches(good=branch("good", saturated), bad=branch("bad", TANH))
    model.compile(adam(), {"good": BINARY, "bad": BINARY})
    return model, x, {"good": y, "bad": np.random.default_rng(2).permutation(y)}


def without_loss() -> Any:
    x, y = data("moons")
    model = as_list(losses=[BINARY, None], label=(1, "sigmoid"), forgotten=(2, None))
    return model, x, [y, x]


def without_loss_by_name() -> Any:
    x, y = data("moons")
    model = as_dict(losses={"label": BINARY}, label=(1, "sigmoid"), forgotten=(2, None))
    return model, x, {"label": y}


def dead_branch() -> Any:
    x, y = data("moons")
    dead = {"units": 8, "activation": "relu", "bias_initializer": keras.initializers.Constant(-20)}
    model = branches(good=branch("good", TANH), bad=branch("bad", dead))
    model.compile(adam(), {"good": BINARY, "bad": BINARY})
    return model, x, {"good": y, "bad": y}


def deep_branch() -> Any:
    x, y = data("moons")
    sigmoid: dict[str, Any] = {"units": 12, "activation": "sigmoid"}
    model = branches(deep=branch("deep", *[sigmoid] * 6), good=branch("good", TANH))
    model.compile(sgd(), {"good": BINARY, "deep": BINARY})
    return model, x, {"good": y, "deep": y}


def line_for_circles() -> Any:
    x, y = data("circles")
    model = branches(bent=branch("bent", TANH), line=branch("line"))
    model.compile(adam(0.02), BINARY)
    return model, x, {"bent": y, "line": y}


def saturated_output() -> Any:
    x, y = data("moons")
    model = as_list(sgd(), ["mse", "mse"], label=(1, "sigmoid"), wrong=(1, "sigmoid"))
    model.get_layer("wrong").bias.assign([15.0])
    return model, x, [y, np.zeros_like(y) + (y > 2) + (x[:, :1] > 1)]


def bad_target() -> Any:
    x, y = data("moons")
    point = x.copy()
    point[42, 1] = np.nan
    model = as_list(losses=[BINARY, "mse"], label=(1, "sigmoid"), point=(2, None))
    return model, x, [y, point]


BROKEN = {
    "outputs: softmax of one unit": Case(softmax_of_one, "softmax-of-one", where="y/label"),
    "outputs: classes from 1": Case(
        classes_from_one, "class-beyond-units", where="y/kind", long=True
    ),
    "outputs: logits as probability": Case(
        logits_as_probability, "probabilities-expected", where="y/label"
    ),
    "outputs: sigmoid as logits": Case(
        sigmoid_as_logits, "logits-expected", where="y/twice", long=True
    ),
    "outputs: one loss for all": Case(
        one_loss_for_all, "target-beyond-output", where="y/point", long=True
    ),
    "outputs: class numbers in MSE": Case(
        class_numbers_in_mse, "target-width", where="y/kind", long=True
    ),
    "outputs: labels all 1": Case(all_ones, "labels-constant", where="y/same"),
    "outputs: one shuffled": Case(one_shuffled, "labels-random", where="y/bad"),
    "outputs: one shuffled, the other learned": Case(
        one_shuffled, "labels-random", epochs=40, where="y/bad"
    ),
    "outputs: one shuffled, the other saturated": Case(
        shuffled_beside_saturated, "labels-random", epochs=40, where="y/bad", long=True
    ),
    "outputs: no loss": Case(without_loss, "output-without-loss", where="y/forgotten"),
    "outputs: no loss, by name": Case(
        without_loss_by_name, "output-without-loss", where="y/forgotten", long=True
    ),
    "outputs: a dead branch": Case(dead_branch, "dead-relu", where="bad_0"),
    "outputs: a dead branch, the other learned": Case(
        dead_branch, "dead-relu", epochs=60, where="bad_0", long=True
    ),
    "outputs: a deep branch": Case(deep_branch, "vanishing", where="deep_0"),
    "outputs: a deep branch, the other learned": Case(
        deep_branch, "vanishing", epochs=200, where="deep_0", long=True
    ),
    "outputs: a line for circles": Case(line_for_circles, "not-separable", where="line"),
    "outputs: a line for circles, the other learned": Case(
        line_for_circles, "not-separable", epochs=200, where="line", long=True
    ),
    "outputs: a saturated output": Case(
        saturated_output, "saturated-output", where="wrong", long=True
    ),
    "outputs: NaN in a target": Case(bad_target, "not-finite-data", where="y/point"),
}


# Healthy.


def three_by_name() -> Any:
    x, y = blobs()
    model = as_dict(
        losses={"kind": SPARSE, "first": BINARY, "point": "mse"},
        weights={"kind": 1.0, "first": 2.0, "point": 0.5},
        kind=(3, "softmax"),
        first=(1, "sigmoid"),
        point=(2, None),
    )
    return model, x, {"point": x, "kind": y, "first": (y == 0).astype("float32")[:, None]}


def by_name_from_a_list() -> Any:
    x, y = data("moons")
    losses = {"label": LOGITS, "point": "huber"}
    model = as_list(losses=losses, weights=[1.0, 3.0], point=(2, None), label=(1, None))
    return model, x, (x, y)


def same_loss() -> Any:
    x, y = data("moons")
    model = as_list(losses="mse", label=(1, "sigmoid"), point=(2, None))
    return model, x, [y, x]


def shown_beside() -> Any:
    """What the hidden layer says is an output as well, without a loss or weights of its own."""
    x, y = data("moons")
    inputs = keras.Input((2,))
    hidden = layers.Dense(16, "tanh", name="hidden")(inputs)
    model = keras.Model(inputs, [layers.Dense(1, "sigmoid", name="label")(hidden), hidden])
    model.compile(adam(), [BINARY, None])
    return model, x, [y]


def apart() -> Any:
    """A loss a thousandth of the other: what arrives at the layer before both is the other's."""
    x, y = data("moons")
    weights = [1.0, 0.001]
    model = as_list(losses=[BINARY, "mse"], weights=weights, label=(1, "sigmoid"), point=(2, None))
    return model, x, [y, x]


def two_losses() -> Any:
    x, y = data("moons")
    inputs = keras.Input((2,))
    hidden = layers.Dense(16, "tanh")(inputs)
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(hidden))
    model.compile(adam(), [BINARY, "mse"])
    return model, x, y


class Own(keras.Model):
    """Python decides what the outputs are."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = layers.Dense(16, "tanh")
        self.label, self.point = layers.Dense(1, "sigmoid"), layers.Dense(2)

    def call(self, x: Any) -> Any:
        hidden = self.hidden(x)
        return {"label": self.label(hidden), "point": self.point(hidden)}


def own() -> Any:
    x, y = data("moons")
    model = Own()
    model.compile(adam(), {"label": BINARY, "point": "mse"})
    return model, x, {"label": y, "point": x}


HEALTHY = {
    "outputs: three outputs by name": Case(three_by_name, epochs=60),
    "outputs: losses by name, outputs a list": Case(by_name_from_a_list, epochs=60, long=True),
    "outputs: one loss for two": Case(same_loss, epochs=60, long=True),
    "outputs: an output that is only shown": Case(shown_beside, epochs=60, long=True),
    "outputs: losses far apart": Case(apart, epochs=60, long=True),
    "outputs: two losses of one output": Case(two_losses, epochs=60),
    "outputs: a model of one's own with two": Case(own, epochs=60, long=True),
}
