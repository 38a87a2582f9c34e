"""Ways to train a Keras model, each a row: what `gn.fit` must do as `keras.Model.fit` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jax
import keras
import numpy as np
import pandas as pd
import scipy.sparse
from keras import layers, ops, regularizers

ROWS = 37  # not a multiple of any batch size below: the last batch is partial
WHOLE_ROWS = 32  # a multiple of 8 and 16
EIGHT = {"batch_size": 8}


@dataclass(frozen=True)
class Case:
    """model: makes a compiled model. arguments: `fit`'s own. data: x and y, if not the usual."""

    model: Callable[[], Any]
    arguments: dict[str, Any] | Callable[[], dict[str, Any]] = field(default_factory=dict)
    data: Callable[[], tuple[Any, Any]] | None = None
    callbacks: Callable[[], list[Any]] = list


def whole(
    model: Callable[[], Any],
    data: Callable[[], tuple[Any, Any]] | None = None,
    **arguments: Any,
) -> Case:
    """Without the last, partial batch: a second program for Keras and a second body for ours.

    They are half of what a row takes to compile, nearly all of its time.
    """
    first = lambda: jax.tree.map(lambda array: array[:WHOLE_ROWS], (data or points)())
    return Case(model, {**EIGHT, **arguments}, first)


def points(features: int = 5, classes: int = 0) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(ROWS, features)).astype("float32")
    if classes:
        return x, generator.integers(0, classes, size=ROWS)
    return x, (x[:, :1] * x[:, 1:2] > 0).astype("float32")


def five_batches() -> tuple[Any, Any]:
    """As many batches of 8 as `points` has, none partial: half as much to compile."""
    x, y = points()
    return np.resize(x, (40, 5)), np.resize(y, (40, 1))


def sgd() -> Any:
    """What a row takes whose subject is not the optimizer: Adam's is twice as much to compile."""
    return keras.optimizers.SGD(0.1)


def dense(
    optimizer: Any = "adam",
    loss: Any = "binary_crossentropy",
    metrics: Any = ("accuracy",),
    middle: Callable[[], list[Any]] = list,
    outputs: int = 1,
    activation: str = "sigmoid",
    **compile_arguments: Any,
) -> Callable[[], Any]:
    """A small network with `middle` after its hidden layer."""

    def make() -> Any:
        model = keras.Sequential(
            [
                keras.Input((5,)),
                layers.Dense(7, activation="tanh"),
                *middle(),
                layers.Dense(outputs, activation=activation),
            ]
        )
        chosen = optimizer() if callable(optimizer) else optimizer
        model.compile(chosen, loss=loss, metrics=list(metrics or ()), **compile_arguments)
        return model

    return make


def sequence(layer: Callable[[], Any]) -> Callable[[], Any]:
    def make() -> Any:
        model = keras.Sequential(
            [keras.Input((6, 3)), layer(), layers.Dense(1, activation="sigmoid")]
        )
        model.compile(sgd(), "binary_crossentropy")
        return model

    return make


def sequences() -> tuple[Any, Any]:
    generator = np.random.default_rng(1)
    x = generator.normal(size=(ROWS, 6, 3)).astype("float32")
    return x, (x.sum(axis=(1, 2))[:, None] > 0).astype("float32")


def images() -> tuple[Any, Any]:
    generator = np.random.default_rng(2)
    return generator.normal(size=(ROWS, 8, 8, 1)).astype("float32"), generator.integers(0, 3, ROWS)


def convolution() -> Any:
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile(sgd(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def pictured(layer: Callable[[], Any]) -> Callable[[], Any]:
    """A layer over pictures, trained by SGD: its gradients' rounding shows in the weights."""

    def make() -> Any:
        model = keras.Sequential(
            [keras.Input((8, 8, 1)), layer(), layers.Flatten(), layers.Dense(3, "softmax")]
        )
        model.compile("sgd", loss="sparse_categorical_crossentropy")
        return model

    return make


def one_unit() -> Any:
    model = keras.Sequential([keras.Input((16,)), layers.Dense(1)])
    model.compile("sgd", loss="mse")
    return model


def words() -> tuple[Any, Any]:
    generator = np.random.default_rng(3)
    x = generator.integers(0, 20, size=(ROWS, 6))
    return x, (x.sum(axis=1, keepdims=True) > 60).astype("float32")


def embedding() -> Any:
    model = keras.Sequential(
        [
            keras.Input((6,), dtype="int32"),
            layers.Embedding(20, 4),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(sgd(), loss="binary_crossentropy")
    return model


def attention() -> Any:
    inputs = keras.Input((6, 3))
    attended = layers.MultiHeadAttention(num_heads=2, key_dim=3)(inputs, inputs)
    pooled = layers.GlobalAveragePooling1D()(layers.Add()([inputs, attended]))
    model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(pooled))
    model.compile("adam", loss="binary_crossentropy")
    return model


def recurrent() -> Any:
    return keras.Sequential(
        [layers.GRU(4, return_sequences=True), layers.Bidirectional(layers.LSTM(4))]
    )


def convolutions() -> Any:
    return keras.Sequential(
        [
            layers.Conv2D(40, 3),
            layers.DepthwiseConv2D(3),
            layers.Conv2D(4, 3, 2, "same"),
            layers.Conv2DTranspose(3, 2, 2),
        ]
    )


def largest() -> Any:
    """In fused code the numbers and their maximum are not equal, and the gradient is lost."""
    return keras.Sequential(
        [
            layers.Reshape((16, 4)),
            layers.Dense(6),
            layers.GroupNormalization(3),
            layers.GlobalMaxPooling1D(),
        ]
    )


class PlusLargest(layers.Layer):
    def call(self, x: Any) -> Any:
        return x + ops.max(x, axis=0, keepdims=True)


def grouped(
    optimizer: Any = sgd, tail: Callable[[], list[Any]] = list, metrics: Callable[[], Any] = list
) -> Callable[[], Any]:
    """GroupNormalization of two units a group: what native code computes anew is rounded otherwise.

    Seen of numbers that are compared with their own largest: gradients were lost.
    """

    def make() -> Any:
        model = keras.Sequential(
            [keras.Input((5,)), layers.Dense(6), layers.GroupNormalization(3), *tail()]
        )
        model.compile(optimizer(), "mse", metrics=metrics())
        return model

    return make


def decaying() -> Any:
    """Without a variable for the learning rate."""
    return keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9))


def numbers(rows: int, outputs: int) -> Callable[[], tuple[Any, Any]]:
    generator = np.random.default_rng(0)
    x, y = (generator.normal(size=(rows, size)).astype("float32") for size in (5, outputs))
    return lambda: (x, y)


def six_classes() -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(WHOLE_ROWS, 5)).astype("float32")
    return x, np.eye(6, dtype="float32")[generator.integers(0, 6, WHOLE_ROWS)]


def ruled() -> list[Any]:
    return [
        layers.GaussianNoise(0.2),
        layers.Dense(4, "tanh", kernel_regularizer="l2"),
        layers.LayerNormalization(),
        layers.Dense(4, "relu", kernel_constraint="non_neg"),
        layers.Dense(4, "tanh", trainable=False),
    ]


def half_precision() -> Any:
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        return dense()()
    finally:
        keras.mixed_precision.set_global_policy("float32")


def two_inputs(names: tuple[str, str] | None = None) -> Callable[[], Any]:
    def make() -> Any:
        left = keras.Input((3,), name="left")
        right = keras.Input((2,), name="right")
        joined = layers.Concatenate()(
            [layers.Dense(4, "tanh")(left), layers.Dense(4, "tanh")(right)]
        )
        inputs = {"left": left, "right": right} if names else [left, right]
        model = keras.Model(inputs, layers.Dense(1, "sigmoid")(joined))
        model.compile(sgd(), loss="binary_crossentropy")
        return model

    return make


def two_outputs(*, named: bool) -> Callable[[], Any]:
    def make() -> Any:
        inputs = keras.Input((5,))
        hidden = layers.Dense(6, "tanh")(inputs)
        kind = layers.Dense(1, "sigmoid", name="kind")(hidden)
        size = layers.Dense(1, name="size")(hidden)
        if named:
            model = keras.Model(inputs, {"kind": kind, "size": size})
            model.compile(
                sgd(),
                loss={"kind": "binary_crossentropy", "size": "mse"},
                loss_weights={"kind": 1.0, "size": 0.3},
                metrics={"kind": ["accuracy"]},
            )
        else:
            model = keras.Model(inputs, [kind, size])
            model.compile(sgd(), loss=["binary_crossentropy", "mse"])
        return model

    return make


def halves(*, named: bool) -> tuple[Any, Any]:
    x, y = points()
    left, right = x[:, :3], x[:, 3:]
    return ({"left": left, "right": right} if named else [left, right]), y


def two_kinds_of_numbers() -> tuple[Any, Any]:
    (x, y), (large, _) = whole_numbers("uint8")(), whole_numbers("int64")()
    return [x[:, :3], large[:, 3:]], y


def both_targets(*, named: bool) -> tuple[Any, Any]:
    x, y = points()
    size = x[:, :1] * 2
    return x, ({"kind": y, "size": size} if named else [y, size])


def note_loss(targets: Any, outputs: Any) -> Any:
    return -ops.mean(
        targets * ops.log(outputs + 1e-7) + (1.0 - targets) * ops.log(1.0 - outputs + 1e-7)
    )


@keras.saving.register_keras_serializable("parity")
class OwnStep(keras.Model):
    """A train step of one's own, with a regulariser on the gradients' size and logs of its own."""

    def train_step(self, state: Any, data: Any) -> Any:
        logs, state = super().train_step(state, data)
        weights = state[0]
        return {**logs, "size": sum(ops.sum(ops.square(w)) for w in weights)}, state


def own_step() -> Any:
    inputs = keras.Input((5,))
    model = OwnStep(inputs, layers.Dense(1, "sigmoid")(layers.Dense(4, "tanh")(inputs)))
    model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


def unbuilt() -> Any:
    """Once it is built, it is `dense()`."""
    model = keras.Sequential([layers.Dense(7, "tanh"), layers.Dense(1, "sigmoid")])
    model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


def penalised() -> Any:
    inputs = keras.Input((5,))
    hidden = layers.Dense(6, "tanh", activity_regularizer=regularizers.L1(0.01))(inputs)
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(hidden))
    model.compile(sgd(), loss="binary_crossentropy")
    return model


def nested() -> Any:
    """A model as a layer of another."""
    inner = keras.Sequential(
        [keras.Input((5,)), layers.Dense(4, "tanh"), layers.BatchNormalization()], name="inner"
    )
    model = keras.Sequential([keras.Input((5,)), inner, layers.Dense(1, "sigmoid")])
    model.compile("adam", loss="binary_crossentropy")
    return model


def shared() -> Any:
    """One layer used twice: its gradients add up."""
    inputs = keras.Input((5,))
    layer = layers.Dense(5, "tanh")
    model = keras.Model(inputs, layers.Dense(1, "sigmoid")(layer(layer(inputs))))
    model.compile(sgd(), loss="binary_crossentropy")
    return model


@keras.saving.register_keras_serializable("parity")
class Written(keras.Model):
    """A model written as a class, with a loss of its own added in its call."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.hidden = layers.Dense(4, "tanh")
        self.drop = layers.Dropout(0.3)
        self.out = layers.Dense(1, "sigmoid")

    def call(self, inputs: Any, training: bool = False) -> Any:
        hidden = self.drop(self.hidden(inputs), training=training)
        self.add_loss(0.01 * ops.mean(ops.square(hidden)))
        return self.out(hidden)


def written() -> Any:
    model = Written()
    model.compile(sgd(), loss="binary_crossentropy", metrics=["accuracy"])
    return model


class OwnLoss(keras.Model):
    """A model that computes its loss itself, and keeps a metric of its own."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.mean_output = keras.metrics.Mean(name="mean_output")

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        self.mean_output.update_state(y_pred)
        return ops.mean(ops.square(y - y_pred)) + 0.1 * ops.mean(y_pred)


def own_compute_loss() -> Any:
    inputs = keras.Input((5,))
    model = OwnLoss(inputs, layers.Dense(1, "sigmoid")(layers.Dense(4, "tanh")(inputs)))
    model.compile(sgd())
    return model


class Range(keras.metrics.Metric):
    """A metric with two results."""

    def __init__(self, name: str = "range") -> None:
        super().__init__(name=name)
        self.least = self.add_weight(name="least", initializer="ones")
        self.most = self.add_weight(name="most", initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        self.least.assign(ops.minimum(self.least, ops.min(y_pred)))
        self.most.assign(ops.maximum(self.most, ops.max(y_pred)))

    def result(self) -> Any:
        return {"least": self.least.value, "most": self.most.value}

    def reset_state(self) -> None:
        self.least.assign(1.0)
        self.most.assign(0.0)


def scalars() -> Any:
    """x: [rows], a number a row."""
    model = keras.Sequential(
        [keras.Input((1,)), layers.Dense(3, "tanh"), layers.Dense(1, "sigmoid")]
    )
    model.compile(sgd(), loss="binary_crossentropy")
    return model


def classifier(metrics: Any = ("accuracy",)) -> Callable[[], Any]:
    return dense(
        sgd,
        "sparse_categorical_crossentropy",
        metrics,
        outputs=3,
        activation="softmax",
    )


def whole_numbers(dtype: str) -> Callable[[], Any]:
    def data() -> Any:
        x, y = points()
        return np.clip(x * 2 + 3, 0, 6).astype(dtype), y.astype(dtype)

    return data


def one_hot() -> Any:
    x, y = points(classes=3)
    return x, np.eye(3, dtype="float32")[y]


class Batches(keras.utils.PyDataset):
    """A dataset that makes its batches as it is asked for them."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.x, self.y = points()

    def __len__(self) -> int:
        return 5

    def __getitem__(self, index: int) -> Any:
        rows = slice(index * 8, (index + 1) * 8)
        return self.x[rows], self.y[rows]


def endless() -> Any:
    x, y = points()
    while True:
        for start in range(0, 32, 8):
            yield x[start : start + 8], y[start : start + 8]


def finite() -> Any:
    x, y = points()
    for start in range(0, ROWS, 8):
        yield x[start : start + 8], y[start : start + 8]


def growing() -> Any:
    """Batches of 1, 2, 3, 1, 2, 3 … rows."""
    x, y = points()
    while True:
        for size in range(1, 4):
            yield x[:size], y[:size], np.ones(size, "float32")


def weights() -> Any:
    return np.linspace(0.2, 2.0, ROWS, dtype="float32")


def decay() -> Any:
    return keras.optimizers.schedules.ExponentialDecay(0.02, 5, 0.8, staircase=True)


def halve(epoch: int, rate: float) -> float:
    return rate * 0.5 if epoch else rate


VALIDATION = {"validation_data": (points()[0][:11] + 0.1, points()[1][:11])}

# Most rows are `whole`: batches of 8 of 32 rows. A `Case` with EIGHT ends its epochs with a batch
# of 5 of 37: there the last batch is the subject, or shares a mean, random numbers, weights, a
# penalty, moving statistics, an average over steps or a count of steps with the others; and there
# is an optimizer with moments and one without, a Conv, an RNN and a layer of half precision.
CASES: dict[str, Case] = {
    # how rows become batches
    "one batch": Case(dense()),
    "partial batch": Case(dense(), EIGHT),
    "batch of one": Case(dense(), {"batch_size": 1}),
    "batch over rows": Case(dense(), {"batch_size": 100}),
    "exact batches": Case(dense(), {"batch_size": 37}),
    "no shuffle": Case(dense(), {**EIGHT, "shuffle": False}),
    "shuffle batch": Case(dense(), {**EIGHT, "shuffle": "batch"}),
    "steps_per_epoch": Case(dense(), {**EIGHT, "steps_per_epoch": 3}),
    "initial_epoch": Case(dense(), {**EIGHT, "initial_epoch": 2}),
    # validation
    "validation_data": whole(dense(sgd), **VALIDATION),
    "validation_split": Case(dense(sgd), {**EIGHT, "validation_split": 0.3}),
    "validation_freq": Case(dense(sgd), {**EIGHT, **VALIDATION, "validation_freq": 2}),
    "validation_freq list": whole(dense(sgd), **VALIDATION, validation_freq=[1, 4]),
    "validation_steps": whole(
        dense(sgd), **VALIDATION, validation_steps=1, validation_batch_size=4
    ),
    # weights of samples
    "sample_weight": Case(
        dense(sgd, weighted_metrics=["accuracy"]), {**EIGHT, "sample_weight": weights()}
    ),
    "class_weight": Case(dense(sgd), {**EIGHT, "class_weight": {0: 0.3, 1: 1.7}}),
    "class_weight, three classes": Case(
        classifier(("accuracy", keras.metrics.SparseTopKCategoricalAccuracy(2))),
        {**EIGHT, "class_weight": {0: 0.3, 1: 1.7, 2: 1.0}},
        lambda: points(classes=3),
    ),
    "sample_weight, dict": Case(
        two_outputs(named=True),
        {**EIGHT, "sample_weight": {"kind": weights(), "size": weights()[::-1].copy()}},
        lambda: both_targets(named=True),
    ),
    "validation with weights": whole(
        dense(sgd, weighted_metrics=["AUC"]),
        validation_data=(*VALIDATION["validation_data"], weights()[:11]),
        validation_batch_size=4,
    ),
    # structures
    "two inputs, list": whole(two_inputs(), two_kinds_of_numbers),
    "two inputs, dict": whole(two_inputs(("l", "r")), lambda: halves(named=True)),
    "two outputs, list": whole(two_outputs(named=False), lambda: both_targets(named=False)),
    # sources
    "pandas": Case(dense(), EIGHT, lambda: tuple(pd.DataFrame(a) for a in points())),
    "float64": Case(dense(), EIGHT, lambda: tuple(a.astype("float64") for a in points())),
    "jax arrays": Case(dense(), EIGHT, lambda: tuple(ops.array(a) for a in points())),
    "PyDataset": Case(dense(), {"shuffle": False}, lambda: (Batches(), None)),
    "PyDataset, shuffled": Case(dense(), {}, lambda: (Batches(), None)),
    "generator": Case(dense(), {"steps_per_epoch": 3, "shuffle": False}, lambda: (endless(), None)),
    "generator, running dry": Case(
        dense(), {"steps_per_epoch": 4, "shuffle": False}, lambda: (finite(), None)
    ),
    "generator, one pass": Case(dense(), {"shuffle": False}, lambda: (finite(), None)),
    "growing batches": Case(
        dense(sgd), {"steps_per_epoch": 10, "shuffle": False}, lambda: (growing(), None)
    ),
    "steps_per_epoch past the rows": Case(dense(), {**EIGHT, "steps_per_epoch": 7}),
    "validation PyDataset": Case(dense(), {**EIGHT, "validation_data": Batches()}),
    "validation generator": Case(
        dense(), lambda: {**EIGHT, "validation_data": endless(), "validation_steps": 3}
    ),
    "Series": Case(
        dense(), EIGHT, lambda: (pd.DataFrame(points()[0]), pd.Series(points()[1][:, 0]))
    ),
    "sparse": whole(
        dense(sgd),
        lambda: (scipy.sparse.csr_matrix(np.maximum(points()[0], 0)), points()[1]),
        batch_size=16,  # each count of entries is a shape to compile
        shuffle=False,
    ),
    "int8": Case(dense(sgd), EIGHT, whole_numbers("int8")),
    "bool": whole(dense(sgd), whole_numbers("bool")),
    "one number a row": whole(scalars, lambda: (points()[0][:, 0], points()[1][:, 0])),
    # optimizers
    "SGD": Case(dense(sgd), EIGHT),
    "momentum, schedule, no metrics, own loss": Case(
        dense(lambda: keras.optimizers.SGD(decay(), momentum=0.9, nesterov=True), note_loss, None),
        EIGHT,
    ),
    "RMSprop, clipnorm": whole(dense(lambda: keras.optimizers.RMSprop(0.01, clipnorm=0.1))),
    "Adagrad": whole(dense("adagrad")),
    "AdamW, global_clipnorm": whole(dense(lambda: keras.optimizers.AdamW(global_clipnorm=0.1))),
    "Lion, clipvalue": whole(dense(lambda: keras.optimizers.Lion(0.01, clipvalue=0.01))),
    "EMA": Case(
        dense(lambda: keras.optimizers.SGD(0.1, use_ema=True, ema_overwrite_frequency=3)), EIGHT
    ),
    "gradient accumulation": Case(
        dense(lambda: keras.optimizers.SGD(0.1, gradient_accumulation_steps=2)), EIGHT
    ),
    "loss scaling": whole(
        dense(lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1)))
    ),
    # layers
    "Dropout": Case(dense(sgd, middle=lambda: [layers.Dropout(0.4)]), EIGHT),
    "BatchNorm": Case(
        dense(sgd, middle=lambda: [layers.BatchNormalization()]), {**EIGHT, **VALIDATION}
    ),
    "noise, L2, LayerNorm, constraint, frozen": whole(dense(sgd, middle=ruled)),
    "activity penalty": Case(penalised, EIGHT),
    "SimpleRNN": Case(sequence(lambda: layers.SimpleRNN(4)), EIGHT, sequences),
    "GRU, Bidirectional LSTM": whole(sequence(recurrent), sequences),
    "Conv2D": Case(convolution, EIGHT, images),
    "convolutions of all kinds": whole(pictured(convolutions), images),
    "GroupNormalization, global maximum": whole(pictured(largest), images),
    "a maximum, one batch, a schedule": Case(
        grouped(decaying, lambda: [PlusLargest(), layers.Dense(3)]), EIGHT, numbers(4, 3)
    ),
    "a maximum, two batches": Case(
        grouped(tail=lambda: [PlusLargest(), layers.Dense(3)]), {"batch_size": 4}, numbers(8, 3)
    ),
    "F1Score of groups": whole(
        grouped(metrics=lambda: [keras.metrics.F1Score(average="macro")]), six_classes
    ),
    "Conv1D": whole(
        sequence(lambda: keras.Sequential([layers.Conv1D(4, 3), layers.Flatten()])), sequences
    ),
    "one unit": Case(one_unit, {"batch_size": 16}, lambda: points(features=16)),
    "Embedding": whole(embedding, words),
    "attention, Adam": whole(attention, sequences),
    "mixed_bfloat16": Case(
        dense(sgd, middle=lambda: [layers.Dense(4, "relu", dtype="mixed_bfloat16")]), EIGHT
    ),
    "mixed_float16": whole(half_precision),
    "Conv2D, mixed_bfloat16": whole(
        pictured(lambda: layers.Conv2D(4, 3, dtype="mixed_bfloat16")), images
    ),
    "nested model": whole(nested),
    "shared layer": whole(shared),
    "written as a class": whole(written),
    # losses, metrics, steps
    "regression": whole(
        dense(sgd, loss="mae", metrics=("mse", "mae"), activation="linear"),
        lambda: (points()[0], points()[0][:, 0]),
    ),
    "metrics with several states, one with two results": whole(
        dense(sgd, metrics=("AUC", "Precision", "Recall", Range())), **VALIDATION
    ),
    "F1Score": whole(
        dense(
            sgd,
            loss="categorical_crossentropy",
            metrics=(keras.metrics.F1Score(), keras.metrics.F1Score("macro", name="macro")),
            outputs=3,
            activation="softmax",
        ),
        one_hot,
    ),
    "own step": whole(own_step),
    "own compute_loss": Case(own_compute_loss, {**EIGHT, **VALIDATION}),
    "steps_per_execution": Case(dense(steps_per_execution=2), {**EIGHT, "steps_per_epoch": 4}),
    "unbuilt": Case(unbuilt, EIGHT),
    # callbacks that read or change the model
    "ReduceLROnPlateau": Case(
        dense(sgd),
        {**EIGHT, **VALIDATION},
        callbacks=lambda: [keras.callbacks.ReduceLROnPlateau(patience=0, min_delta=1.0)],
    ),
    "LearningRateScheduler": Case(
        dense(), EIGHT, callbacks=lambda: [keras.callbacks.LearningRateScheduler(halve)]
    ),
    "EarlyStopping": Case(
        dense(),
        EIGHT,
        callbacks=lambda: [
            keras.callbacks.EarlyStopping("loss", patience=1, min_delta=0.1),
        ],
    ),
    "EarlyStopping, restoring": Case(
        dense(sgd),
        {**EIGHT, **VALIDATION},
        callbacks=lambda: [
            keras.callbacks.EarlyStopping(patience=1, min_delta=1.0, restore_best_weights=True)
        ],
    ),
    "SwapEMAWeights": Case(
        dense(lambda: keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5)),
        {**EIGHT, **VALIDATION},
        callbacks=lambda: [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)],
    ),
}

# Rows whose steps another row has as well: the short suite trains the rewritten form there.
SAME_STEP = frozenset(
    # that of "one batch" or "partial batch"
    {"batch over rows", "exact batches", "no shuffle", "shuffle batch", "steps_per_epoch"}
    | {"initial_epoch", "pandas", "float64", "jax arrays", "Series", "unbuilt"}
    | {"PyDataset", "PyDataset, shuffled", "generator", "generator, running dry"}
    | {"generator, one pass", "steps_per_epoch past the rows", "steps_per_execution"}
    | {"validation PyDataset", "validation generator", "LearningRateScheduler", "EarlyStopping"}
    # that of "SGD", "validation_data" or "EMA"
    | {"validation_split", "validation_freq", "validation_freq list", "validation_steps"}
    | {"growing batches", "sparse", "int8", "bool", "ReduceLROnPlateau"}
    | {"EarlyStopping, restoring", "SwapEMAWeights"}
    # that of "sample_weight", of "two inputs, list"
    | {"class_weight", "two inputs, dict"}
)

# Rows of the long suite; the short one has others of their kind.
LONG = frozenset(
    {"batch over rows", "exact batches", "validation_split", "validation_freq list"}
    | {"validation_steps", "class_weight, three classes", "validation with weights"}
    | {"two inputs, dict", "two outputs, list", "growing batches", "validation generator"}
    | {"sparse", "bool", "one number a row", "RMSprop, clipnorm", "Adagrad", "Lion, clipvalue"}
    | {"AdamW, global_clipnorm", "EMA", "loss scaling", "activity penalty", "SimpleRNN"}
    | {"convolutions of all kinds", "a maximum, two batches", "F1Score of groups", "Conv1D"}
    | {"one unit", "Embedding", "mixed_float16", "nested model", "shared layer", "regression"}
    | {"F1Score", "own compute_loss", "SwapEMAWeights"}
)
