"""The note's third program: three hidden layers of ten units, a 2-10-10-10-1 network."""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
from keras import ops
from keras.layers import Dense

from glassnet.lessons.tensorflow_random import TensorFlowRandom

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
y = np.array([[0], [1], [1], [0]], np.float32)


def cross_entropy(y_true: Any, y_pred: Any) -> Any:
    """The note's cost, -mean(y log p + (1 - y) log(1 - p)); 1e-7 keeps the logarithms finite."""
    row = y_true * ops.log(y_pred + 1e-7) + (1 - y_true) * ops.log(1 - y_pred + 1e-7)
    return ops.mean(-row, axis=-1)


def build(seed: int = 777) -> keras.Model:
    """The network before training, with the weights that TensorFlow draws for `seed`.

    They are needed: from Keras' smaller default weights, plain SGD leaves so deep a network of
    sigmoids at a loss of 0.69 for nearly every seed.
    """
    model = keras.Sequential(
        [
            keras.Input([2], name="features"),
            Dense(10, activation="sigmoid", name="layer1"),
            Dense(10, activation="sigmoid", name="layer2"),
            Dense(10, activation="sigmoid", name="layer3"),
            Dense(1, activation="sigmoid", name="hypothesis"),
        ],
        name="xor_deep",
    )

    random = TensorFlowRandom(seed)
    weight1, bias1 = random.normal([2, 10]), random.normal([10])
    weight2, bias2 = random.normal([10, 10]), random.normal([10])
    weight3, bias3 = random.normal([10, 10]), random.normal([10])
    weight4, bias4 = random.normal([10, 1]), random.normal([1])
    model.set_weights([weight1, bias1, weight2, bias2, weight3, bias3, weight4, bias4])

    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss=cross_entropy)
    return model


def train(model: keras.Model, epochs: int = 3_000, **options: Any) -> keras.callbacks.History:
    """Every epoch is one step on all four rows."""
    return gn.fit(model, x, y, batch_size=4, epochs=epochs, shuffle=False, **options)


def predict(model: Any) -> Any:
    """1 where the output, a probability, is above one half."""
    return np.asarray(model(x) > 0.5, np.int32)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The note's 13 tags at each step: weights after its update, loss and outputs before it."""
    tags: dict[str, str] = {}
    for number, layer in enumerate(["layer1", "layer2", "layer3", "hypothesis"], start=1):
        tags |= {f"{layer}/kernel": f"weights{number}", f"{layer}/bias": f"biases{number}"}
    weights, outputs = gn.Record("weights", tags=tags), gn.Record("activations", tags="{name}")
    return gn.TensorBoard(log_dir, record=["metrics", weights, outputs], every=1)


if __name__ == "__main__":
    network = build()
    print(train(network).history["loss"][::500])
    print(predict(network).tolist())
