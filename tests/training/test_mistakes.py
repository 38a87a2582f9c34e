"""Mistakes of the user: each one line that says what was given and what would work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest
from parity import points
from test_callbacks import keras_fit, network

import glassnet as gn
from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.training import refusals

X, Y = points()


def uncompiled() -> Any:
    return keras.Sequential([keras.Input((5,)), keras.layers.Dense(1)])


def eager() -> Any:
    model = uncompiled()
    model.compile("sgd", loss="mse", run_eagerly=True)
    return model


class Branching(keras.Model):
    """Looks at an array's values in Python."""

    def train_step(self, state: Any, data: Any) -> Any:
        logs, state = super().train_step(state, data)
        if logs["loss"] > 0.5:
            logs["large"] = logs["loss"]
        return logs, state


def branching() -> Any:
    inputs = keras.Input((5,))
    model = Branching(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", loss="mse")
    return model


def loss_by_numpy(targets: Any, outputs: Any) -> Any:
    return np.mean(np.asarray(targets - outputs) ** 2)


def loss_by_branch(targets: Any, outputs: Any) -> Any:
    difference = keras.ops.mean(targets - outputs)
    return difference if difference > 0 else -difference


def compiled_with(units: int = 1, **settings: Any) -> Any:
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(units)])
    model.compile("sgd", **settings)
    return model


class Own(keras.Model):
    def make_train_function(self, force: bool = False) -> Any:
        return super().make_train_function(force)


def own_function() -> Any:
    inputs = keras.Input((5,))
    model = Own(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", loss="mse")
    return model


MISTAKES: dict[str, tuple[Callable[[], Any], dict[str, Any], str]] = {
    "not compiled": (uncompiled, {}, r"not compiled: call model\.compile"),
    "run_eagerly": (eager, {"diagnose": True}, r"run_eagerly=True.*compile it without"),
    "no model": (lambda: print, {}, "expected a keras.Model, got builtin_function_or_method"),
    "a layer": (lambda: keras.layers.Dense(1), {}, "expected a keras.Model, got Dense"),
    "shuffle": (network, {"shuffle": "x"}, "shuffle: expected True, False or 'batch', got 'x'"),
    "epochs below 0": (network, {"epochs": -1}, "epochs: expected a whole number.*got -1"),
    "epochs broken": (network, {"epochs": 1.5}, r"epochs: expected a whole number.*got 1\.5"),
    "epochs text": (network, {"epochs": "3"}, "epochs: expected a whole number.*got '3'"),
    "branching step": (branching, {}, r"train_step of Branching.*keras\.ops.*model\.fit"),
    "branching loss": (
        lambda: compiled_with(loss=loss_by_branch),
        {},
        r"the first step of Sequential.*keras\.ops",
    ),
    "loss by NumPy": (lambda: compiled_with(loss=loss_by_numpy), {}, "first step of Sequential"),
    "metric by NumPy": (
        lambda: compiled_with(loss="mse", metrics=[loss_by_numpy]),
        {},
        "first step of Sequential",
    ),
    "lengths": (network, {"x": X[:30]}, "30.*37"),
    "no rows": (network, {"x": X[:0], "y": Y[:0]}, "no rows"),
    "batch size 0": (network, {"batch_size": 0}, "batch_size: expected.*got 0"),
    "batch size below 0": (network, {"batch_size": -4}, "batch_size: expected.*got -4"),
    "steps 0": (network, {"steps_per_epoch": 0}, "steps_per_epoch: expected.*got 0"),
    "a number as x": (network, {"x": 3.0}, "x: expected arrays.*a single number"),
    "numbers without rows": (network, {"y": [np.array(1.0)] * 37}, "y: expected.*a single number"),
    "no y": (network, {"y": None}, "y: expected the targets"),
    "split": (network, {"validation_split": -0.1}, "validation_split: expected a fraction.*-0.1"),
    "validation_freq": (
        network,
        {"validation_freq": 0, "validation_data": (X, Y)},
        "validation_freq: expected a number of epochs",
    ),
    "NumPy's 0 as validation_freq": (
        network,
        {"validation_freq": np.int64(0), "validation_data": (X, Y)},
        "validation_freq: expected a number of epochs",
    ),
    "four parts": (
        network,
        {"validation_data": (X, Y, np.ones(37), 1)},
        r"validation_data: expected \(x, y\).*got 4 parts",
    ),
    "no part": (
        network,
        {"validation_data": ()},
        r"validation_data: expected \(x, y\).*got 0 parts",
    ),
    "weights in a list": (
        network,
        {"class_weight": [1.0, 2.0]},
        r"class_weight: expected a dict.*\{0: 1.0, 1: 5.0\}.*type list",
    ),
    "text": (network, {"x": np.array([["a"] * 5] * 37)}, "x: expected numbers, got text"),
    "a Series of text": (network, {"y": pd.Series(["a"] * 37)}, "y: expected numbers, got text"),
    "a Series of labels": (
        network,
        {"y": pd.Series(["a"] * 37, dtype="category")},
        "y: expected numbers, got text",
    ),
    "half an epoch": (
        network,
        {"initial_epoch": 0.5},
        r"initial_epoch: expected a whole number of at least 0, got 0\.5",
    ),
    "a file": (network, {"x": "rows.csv"}, "x: expected arrays.*'rows.csv'; gn.load reads files"),
    "a callback's class": (
        network,
        {"callbacks": [keras.callbacks.EarlyStopping]},
        r"got <class .*EarlyStopping'>: that is the class, give it EarlyStopping\(\)\.",
    ),
    "Keras' TensorBoard": (
        network,
        {"callbacks": [keras.callbacks.TensorBoard("logs")]},
        r"TensorBoard wants every batch .*: use gn\.TensorBoard",
    ),
    "a callback": (network, {"callbacks": ["x"]}, "callbacks: expected keras.callbacks, got 'x'"),
    "each second batch": (
        network,
        {"callbacks": keras.callbacks.ModelCheckpoint("kept.keras", save_freq=2)},
        'ModelCheckpoint wants every batch.*give it save_freq="epoch"',
    ),
    "own train function": (own_function, {}, "Own overrides make_train_function"),
    "no x": (network, {"x": None, "y": None}, "x: expected"),
    "other columns": (
        network,
        {"x": X[:, :3]},
        r"^fit: the data do not fit the model: given x \[37, 3\], y \[37, 1\]; "
        r"the model takes x \[rows, 5\] and gives \[rows, 1\]\.$",
    ),
    "other targets": (
        network,
        {"y": np.zeros((37, 2))},
        r"given .*y \[37, 2\].* must have the same",
    ),
    "one axis too many": (
        network,
        {"x": X[:, np.newaxis]},
        r"given x \[37, 1, 5\], y \[37, 1\]; the model takes x \[rows, 5\]",
    ),
    "one-hot targets of a sparse loss": (
        lambda: compiled_with(loss="sparse_categorical_crossentropy", units=3),
        {"y": np.eye(3)[np.arange(37) % 3]},
        r"^y \[37, 3\] holds a number for each class.*y\.argmax\(-1\)",
    ),
    "one-hot targets to validate on": (
        lambda: compiled_with(loss="sparse_categorical_crossentropy", units=3),
        {"y": np.arange(37) % 3, "validation_data": (X, np.eye(3)[np.arange(37) % 3])},
        r"^val_y \[32, 3\] holds a number for each class.*val_y\.argmax\(-1\)",
    ),
    "a DataFrame with text": (
        network,
        {"x": pd.DataFrame({**{name: [1.0] * 37 for name in "abcd"}, "e": ["a"] * 37})},
        "x: expected numbers, got text",
    ),
    "rows to validate on": (
        network,
        {"validation_data": (X[:3], Y)},
        "^val_x, val_y: expected equally many rows, got val_x 3, val_y 37",
    ),
    "no rows to validate on": (
        network,
        {"validation_data": (X[:0], Y[:0])},
        "^val_x: expected at least one row",
    ),
    "a number to validate on": (network, {"validation_data": (3.0, Y)}, "^val_x: expected arrays"),
    "a file to validate on": (
        network,
        {"validation_data": ("rows.csv", "y")},
        "^val_x: expected arrays.*'rows.csv'; gn.load reads files",
    ),
    "no targets to validate on": (network, {"validation_data": X}, "^val_y: expected the targets"),
    "validation_steps 0": (
        network,
        {"validation_data": (X, Y), "validation_steps": 0},
        "^validation_steps: expected.*got 0",
    ),
    "other columns to validate on": (
        network,
        {"validation_data": (X[:, :3], Y)},
        r"given val_x \[32, 3\], val_y \[32, 1\]; the model takes x \[rows, 5\]",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_line(name: str) -> None:
    model, arguments, message = MISTAKES[name]
    arguments = {"x": X, "y": Y, "verbose": 0, **arguments}
    with pytest.raises(GlassnetError, match=message) as caught:
        gn.fit(model(), **arguments)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize(
    "settings",
    [
        {"loss": "mean_sqared"},
        {"loss": "mse", "metrics": ["acuracy"]},
        {"loss": "mse", "metrics": ["mse"], "loss_weights": [1.0, 2.0]},
    ],
)
def test_keras_own_reason_for_what_is_no_matter_of_shapes(built: bool, settings: Any) -> None:
    """An unbuilt model is then built for its first batch, which has another number of rows."""

    def model() -> Any:
        layers = [keras.layers.Dense(2), keras.layers.Dense(1)]
        made = keras.Sequential([keras.Input((5,)), *layers] if built else layers)
        made.compile("sgd", **settings)
        return made

    said: list[str] = []
    for fit in (gn.fit, keras_fit):
        with pytest.raises(ValueError, match=r"^(?!fit: )") as caught:
            fit(model(), X, Y, batch_size=8, verbose=0)
        said.append(str(caught.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize("loss", ["categorical_crossentropy", keras.losses.CategoricalCrossentropy])
@pytest.mark.parametrize("shape", [(37,), (37, 1)])
def test_class_numbers_for_a_loss_of_one_hot_rows(
    built: bool, loss: Any, shape: tuple[int, ...]
) -> None:
    layers = [keras.layers.Dense(3, "softmax")]
    model = keras.Sequential([keras.Input((5,)), *layers] if built else layers)
    model.compile("sgd", loss if isinstance(loss, str) else loss())
    y = np.arange(37).reshape(shape) % 3
    with pytest.raises(DataError, match=r"^y \[37.* use sparse_categorical_crossentropy, or give"):
        gn.fit(model, X, y, verbose=0)


class OtherTensor:
    """An array of another library, whose dtype is not NumPy's."""

    dtype = object()

    def __init__(self, values: Any) -> None:
        self._values = np.asarray(values)
        self.shape = self._values.shape

    def __array__(self, *arguments: Any, **options: Any) -> Any:
        return np.asarray(self._values, *arguments)

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, places: Any) -> Any:
        return self._values[places]


def test_arrays_of_another_library_are_not_taken_for_text() -> None:
    refusals.check_rows(x=OtherTensor(X), y=OtherTensor(Y))


def test_the_columns_are_named_where_the_rows_are_those_of_a_fixed_batch() -> None:
    """An unbuilt model takes the shape of its first batch."""
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = X[:4, :2], Y[:4]
    gn.fit(model, x, y, verbose=0)
    with pytest.raises(DataError, match=r"takes x \[4, 2\].* Give x 2 columns, not 1\."):
        gn.fit(model, x[:, :1], y, verbose=0)


def test_a_trainer_is_told_of_under_its_own_name() -> None:
    with pytest.raises(SettingError, match=r"^Trainer: expected a keras\.Model, got int\.$"):
        gn.Trainer(3, X, Y)


def test_what_jax_said_is_kept() -> None:
    with pytest.raises(SettingError) as caught:
        gn.fit(branching(), X, Y, verbose=0)
    assert "concrete" in str(caught.value.__cause__)


def test_other_columns_in_a_second_training() -> None:
    """Nothing is left to build then: the first to see the data is the compiled step."""
    model = network()
    gn.fit(model, X, Y, verbose=0)
    with pytest.raises(DataError, match=r"given x \[32, 3\].* takes x \[rows, 5\]") as caught:
        gn.fit(model, X[:, :3], Y, verbose=0)
    assert isinstance(caught.value.__cause__, ValueError)  # Keras' own


def test_an_error_in_a_loss_of_ones_own_stays_itself() -> None:
    def loss(targets: Any, outputs: Any) -> Any:
        raise ValueError("not today")

    with pytest.raises(ValueError, match=r"^not today") as caught:
        gn.fit(compiled_with(loss=loss), X, Y, verbose=0)
    assert not isinstance(caught.value, GlassnetError)


# What Keras itself says well is left to Keras.
LEFT_TO_KERAS: dict[str, dict[str, Any]] = {
    "both weights": {"class_weight": {0: 1.0, 1: 2.0}, "sample_weight": np.ones(37)},
    "initial_epoch": {"initial_epoch": 3},
}


@pytest.mark.parametrize("name", LEFT_TO_KERAS)
def test_keras_own_errors(name: str) -> None:
    arguments = {"x": X, "y": Y, "verbose": 0, **LEFT_TO_KERAS[name]}
    outcomes: list[Any] = []
    for fit in (keras_fit, gn.fit):
        try:
            outcomes.append(dict(fit(network(), **arguments).history))
        except Exception as error:
            outcomes.append((type(error), str(error)[:60]))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("given", "for_keras"),
    [({2, 4}, [2, 4]), (np.int64(2), 2)],
)
def test_validation_freq_may_be_any_collection_or_numpys(given: Any, for_keras: Any) -> None:
    options: dict[str, Any] = {"validation_data": (X, Y), "epochs": 5, "verbose": 0}
    theirs = keras_fit(network(), X, Y, **options, validation_freq=for_keras).history
    ours = gn.fit(network(), X, Y, **options, validation_freq=given).history
    assert len(ours["val_loss"]) == 2
    np.testing.assert_allclose(ours["val_loss"], theirs["val_loss"], rtol=1e-5)


def test_no_shuffle_at_all_is_in_order() -> None:
    theirs = keras_fit(network(), X, Y, shuffle=None, epochs=2, verbose=0).history
    ours = gn.fit(network(), X, Y, shuffle=None, epochs=2, verbose=0).history
    np.testing.assert_allclose(ours["loss"], theirs["loss"], rtol=1e-5)


@pytest.mark.parametrize("place", ["x", "y", "validation_data"])
def test_masked_arrays_are_refused(place: str) -> None:
    masked = np.ma.masked_array(X if place == "x" else Y, mask=False)
    data: dict[str, Any] = {"x": X, "y": Y, place: masked}
    if place == "validation_data":
        data[place] = (X, masked)
    with pytest.raises(DataError, match="masked arrays are trained on as if nothing were masked"):
        gn.fit(network(), **data, verbose=0)


class Counting(keras.layers.Layer):
    """Updates a metric in its call, which TensorFlow allows."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = keras.metrics.Mean(name="seen")

    def call(self, x: Any) -> Any:
        self.seen.update_state(keras.ops.mean(x) + 5)
        return x


def test_a_layer_that_updates_a_metric_is_keras_own_error() -> None:
    """Without it the metric would be logged as 0 for ever."""
    for fit in (keras_fit, gn.fit):
        model = keras.Sequential([keras.Input((5,)), Counting(), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        with pytest.raises(TypeError, match="'NoneType' object is not callable"):
            fit(model, X, Y, verbose=0)
    assert [float(each.result()) for each in model.metrics] == [0.0, 0.0]  # Keras loses them


class Scored(keras.Model):
    """Evaluates in a way of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = keras.layers.Dense(1)

    def call(self, x: Any) -> Any:
        return self.answer(x)

    def evaluate(self, *arguments: Any, **options: Any) -> Any:
        return {**super().evaluate(*arguments, **options), "score": 1.0}


def test_a_models_own_evaluate_validates() -> None:
    names: list[list[str]] = []
    for fit in (keras_fit, gn.fit):
        model = Scored()
        model.compile("sgd", "mse")
        names.append(sorted(fit(model, X, Y, validation_data=(X, Y), verbose=0).history))
    assert names == [["loss", "val_loss", "val_score"]] * 2
