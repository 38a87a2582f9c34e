"""The study note's four programs under TensorFlow, in the note's own words.

Their loops are as written: a Python loop over a one-batch `tf.data.Dataset`, casts, and a
`tf.function` step. Two liberties: printed lines are dropped (the loss is still fetched where the
note prints it), and the third program's step number is a tensor. As written it is a Python integer,
for which TensorFlow traces the whole function again at each of 3,000 steps.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from benchmarks.contenders import Unavailable
from benchmarks.works import WORKS, Dense

Draw = Callable[[list[int]], Any]  # a shape -> a variable's first value
Network = Callable[[Any], list[Any]]  # features -> each layer's output, the hypothesis last

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def preprocess_data(features: Any, labels: Any) -> tuple[Any, Any]:
    return tf.cast(features, tf.float32), tf.cast(labels, tf.float32)


def loss_fn(hypothesis: Any, labels: Any) -> Any:
    return -tf.reduce_mean(
        labels * tf.math.log(hypothesis + 1e-7)
        + (1.0 - labels) * tf.math.log(1.0 - hypothesis + 1e-7)
    )


class NoteProgram:
    """The first three programs: variables, a network, and a loop.

    variables: kernel, bias, kernel, bias, … as `weights` gives them.
    every: the loss is fetched at each so manieth step.
    """

    def __init__(
        self, variables: list[Any], neural_net: Network, learning_rate: float, every: int
    ) -> None:
        self._dataset = tf.data.Dataset.from_tensor_slices((X, Y)).batch(len(X))
        self._variables = variables
        self._every = every
        optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)

        @tf.function
        def train_step(features: Any, labels: Any, step: Any) -> Any:
            with tf.GradientTape() as tape:
                layers = neural_net(features)
                loss_value = loss_fn(layers[-1], labels)
            grads = tape.gradient(loss_value, variables)
            optimizer.apply_gradients(zip(grads, variables, strict=True))
            self.summarize(loss_value, layers, step)
            return loss_value

        self._train_step = train_step

    def summarize(self, loss_value: Any, layers: list[Any], step: Any) -> None:
        """Nothing, but in the third program."""

    def step_number(self, step: int) -> Any:
        return None

    def train(self, epochs: int) -> None:
        loss_value = None
        for step in range(epochs):
            for features, labels in self._dataset:
                features, labels = preprocess_data(features, labels)
                loss_value = self._train_step(features, labels, self.step_number(step))
            if step % self._every == 0 and loss_value is not None:
                loss_value.numpy()

    def weights(self) -> list[NDArray[np.float32]]:
        return [variable.numpy() for variable in self._variables]


class SummarizingProgram(NoteProgram):
    """The third program: a scalar and twelve histograms at every step, into an event file."""

    def __init__(self, *arguments: Any) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._writer = tf.summary.create_file_writer(self._folder.name)
        super().__init__(*arguments)

    def step_number(self, step: int) -> Any:
        return tf.constant(step, tf.int64)

    def summarize(self, loss_value: Any, layers: list[Any], step: Any) -> None:
        with self._writer.as_default():
            tf.summary.scalar("loss", loss_value, step=step)
            for number, layer in enumerate(layers, start=1):
                kernel, bias = self._variables[2 * number - 2 : 2 * number]
                tf.summary.histogram(f"weights{number}", kernel, step=step)
                tf.summary.histogram(f"biases{number}", bias, step=step)
                tf.summary.histogram(f"layer{number}", layer, step=step)


class KerasProgram:
    """The fourth program: Keras' fit, with the TensorBoard callback that the note gives it."""

    def __init__(self, tensorboard: bool, shuffle: bool = True) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._tensorboard = tensorboard
        self._shuffle = shuffle
        self._model = tf.keras.models.Sequential(
            [
                tf.keras.Input([2]),
                tf.keras.layers.Dense(10, activation=tf.nn.sigmoid),
                tf.keras.layers.Dense(10, activation=tf.nn.sigmoid),
                tf.keras.layers.Dense(10, activation=tf.nn.sigmoid),
                tf.keras.layers.Dense(1, activation=tf.nn.sigmoid),
            ]
        )
        self._model.compile(
            optimizer="adam", loss="binary_crossentropy", metrics=["binary_accuracy"]
        )

    def start_from(self, weights: list[NDArray[np.float32]]) -> KerasProgram:
        self._model.set_weights(weights)
        return self

    def train(self, epochs: int) -> None:
        callbacks = [
            tf.keras.callbacks.TensorBoard(
                log_dir=str(Path(self._folder.name) / "keras"),
                histogram_freq=0,
                write_graph=True,
                write_images=True,
            )
        ]
        self._model.fit(
            X,
            Y,
            epochs=epochs,
            shuffle=self._shuffle,
            callbacks=callbacks if self._tensorboard else None,
            verbose=0,
        )

    def weights(self) -> list[NDArray[np.float32]]:
        return self._model.get_weights()


def variables_of(units: list[int], draw: Draw) -> list[Any]:
    """kernel, bias, kernel, … of dense layers from units[0] inputs on."""
    shapes: list[list[int]] = []
    for inputs, outputs in itertools.pairwise(units):
        shapes += [[inputs, outputs], [outputs]]
    return [tf.Variable(draw(shape)) for shape in shapes]


def layered(variables: list[Any]) -> Network:
    """Dense layers of sigmoids, one on the other."""

    def neural_net(features: Any) -> list[Any]:
        layers = [features]
        for kernel, bias in zip(variables[::2], variables[1::2], strict=True):
            layers.append(tf.sigmoid(tf.matmul(layers[-1], kernel) + bias))
        return layers[1:]

    return neural_net


def units(draw: Draw) -> NoteProgram:
    """The first program: two units side by side, and a third that reads both."""
    variables = [tf.Variable(draw(shape)) for shape in [[2, 1], [1]] * 3]
    w1, b1, w2, b2, w3, b3 = variables

    def neural_net(features: Any) -> list[Any]:
        layer1 = tf.sigmoid(tf.matmul(features, w1) + b1)
        layer2 = tf.sigmoid(tf.matmul(features, w2) + b2)
        layer = tf.concat([layer1, layer2], axis=-1)
        return [layer, tf.sigmoid(tf.matmul(layer, w3) + b3)]

    return NoteProgram(variables, neural_net, 0.01, 5000)


def hidden(draw: Draw) -> NoteProgram:
    """The second program: 2-2-1."""
    variables = variables_of([2, 2, 1], draw)
    return NoteProgram(variables, layered(variables), 0.1, 1000)


def deep(draw: Draw) -> NoteProgram:
    """The third program: 2-10-10-10-1, with its summaries."""
    variables = variables_of([2, 10, 10, 10, 1], draw)
    return SummarizingProgram(variables, layered(variables), 0.1, 500)


LESSONS: dict[str, Callable[[Draw], Any]] = {
    "xor-units": units,
    "xor-hidden": hidden,
    "xor-deep": deep,
    "xor-keras": lambda draw: KerasProgram(tensorboard=True),
}
# A work whose program in the note trains the same. Two works are the fourth program's `fit` alone.
OF_WORKS: dict[str, Callable[[Draw], Any]] = {
    "2-2-1": hidden,
    "2-10-10-10-1": deep,
}


def of_lesson(name: str) -> Any:
    """One of the note's programs, with the note's seed."""
    tf.random.set_seed(777)
    return LESSONS[name](tf.random.normal)


def of_work(name: str) -> Any:
    """The note's program for this work, from the work's first weights."""
    work = WORKS[name]
    start = work.start() or []
    if name in OF_WORKS:
        values = iter(start)
        return OF_WORKS[name](lambda shape: next(values))
    if [layer.units for layer in work.layers if isinstance(layer, Dense)] == [10, 10, 10, 1]:
        return KerasProgram(tensorboard=False, shuffle=work.shuffle).start_from(start)
    raise Unavailable(f"the note has no program for {name}")
