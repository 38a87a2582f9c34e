"""Asking leaves the model as it was; models and data of all kinds, large ones, and mistakes."""

from __future__ import annotations

from typing import Any

import broken_networks as broken
import keras
import numpy as np
import pytest
from keras import layers
from network_parts import adam, compiled, curve, data, dense

import glassnet as gn
from glassnet.diagnosis import traced_rows
from glassnet.diagnosis.context import Context
from glassnet.errors import DataError, SettingError

BINARY = "binary_crossentropy"


class Stepping(keras.Sequential):
    def train_step(self, *given: Any) -> Any:
        return super().train_step(*given)


class Own(keras.Model):
    """Without a training argument, and built by its first batch."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = layers.Dense(8, "tanh")
        self.out = layers.Dense(1, "sigmoid")

    def call(self, x: Any) -> Any:
        return self.out(self.hidden(x))


class Reconstruction(keras.layers.Layer):
    """A loss of the model's own: there is no y."""

    def call(self, x: Any, found: Any) -> Any:
        self.add_loss(keras.ops.mean(keras.ops.square(x - found)))
        return found


def everything(model: Any) -> list[Any]:
    variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
    return [np.array(each) for each in variables]


def with_everything() -> tuple[Any, Any, Any]:
    """Dropout's seeds, batch statistics, Adam's moments, a metric."""
    x, y = data("moons")
    parts = [
        keras.Input((2,)),
        layers.Dense(8, "relu"),
        layers.BatchNormalization(),
        layers.Dropout(0.3, seed=3),
        layers.Dense(1, "sigmoid"),
    ]
    model = keras.Sequential(parts)
    model.compile(adam(), BINARY, metrics=["accuracy"])
    return model, x, y


def test_nothing_of_the_model_changes() -> None:
    keras.utils.set_random_seed(0)
    model, x, y = with_everything()
    gn.fit(model, x, y, epochs=3, verbose=0)
    before, random = everything(model), np.random.get_state()[1].copy()
    gn.diagnose(model, x, y)
    for one, other in zip(before, everything(model), strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(random, np.random.get_state()[1])


def test_training_goes_on_as_if_nobody_had_asked() -> None:
    losses = []
    for asked in (False, True):
        keras.utils.set_random_seed(0)
        model, x, y = with_everything()
        gn.fit(model, x, y, epochs=2, verbose=0)
        if asked:
            gn.diagnose(model, x, y)
        losses.append(gn.fit(model, x, y, epochs=3, verbose=0).history["loss"])
    assert losses[0] == losses[1]


def test_a_second_diagnosis_takes_a_moment() -> None:
    import time

    x, y = data("xor")
    model = compiled(dense(2, 10, 10, 10, 1), BINARY)
    gn.diagnose(model, x, y)
    began = time.perf_counter()
    gn.diagnose(model, x, y)
    assert time.perf_counter() - began < 2  # 0.2 s seen


def test_bad_input_gets_one_line() -> None:
    x, y = data("moons")
    model = compiled(dense(2, 4, 1), BINARY)
    raw = keras.Sequential(dense(2, 1))
    in_numpy = compiled(dense(2, 4, 1), lambda y, p: np.mean(np.square(np.asarray(y - p))))
    stepping = Stepping(dense(2, 4, 1))
    stepping.compile("adam", BINARY)
    for model_given, x_given, y_given, kind, said in (
        (raw, x, y, SettingError, "diagnose: the model is not compiled"),
        ("model", x, y, SettingError, "diagnose: expected a keras.Model, got str"),
        (model, x[:, :1], y, DataError, r"diagnose: the data do not fit.*\[200, 1\]"),
        (model, x, None, DataError, "y: expected the targets"),
        (in_numpy, x, y, SettingError, r"^diagnose: .*: use keras\.ops\.$"),
        (stepping, x, y, SettingError, "^diagnose: Stepping '.*' overrides train_step"),
    ):
        with pytest.raises(kind, match=said) as raised:
            gn.diagnose(model_given, x_given, y_given)
        assert "\n" not in str(raised.value)
    with pytest.raises(DataError):
        gn.diagnose(model, x, y[:-1])


def test_models_and_data_of_other_kinds() -> None:
    import pandas as pd

    x, y = data("moons")
    own = Own()
    own.compile("adam", BINARY)
    assert not gn.diagnose(own, x, y)
    inputs = keras.Input((2,))
    found = layers.Dense(2)(layers.Dense(1)(inputs))
    alone = keras.Model(inputs, Reconstruction()(inputs, found))
    alone.compile("adam")
    assert not gn.diagnose(alone, x)
    model = compiled(dense(2, 8, 1), BINARY)
    assert not gn.diagnose(model, x.tolist(), y.tolist())
    assert not gn.diagnose(model, pd.DataFrame(x, columns=["a", "b"]), pd.Series(y[:, 0]))
    assert not gn.diagnose(model, x, y, sample_weight=np.ones(len(x), np.float32))
    assert not gn.diagnose(model, np.tile(x, (20, 1)), np.tile(y, (20, 1)))
    for few in (1, 2):
        gn.diagnose(model, x[:few], y[:few])
    with pytest.raises(DataError, match="expected arrays"):
        gn.diagnose(model, iter([(x, y)]))


def test_fewer_rows_are_traced_where_the_network_makes_much_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, y = curve(3000)
    model = compiled(dense(2, 8, 1, output=None), "mse")
    assert Context(model, x, y).rows == 1024
    monkeypatch.setattr(traced_rows, "MOST_BYTES", 3e4)
    context = Context(model, x, y)
    sizes = [
        context.value(node).nbytes
        for node in context.graph.nodes
        if node.shape[:1] == (context.rows,)
    ]
    assert 1e4 < sum(sizes) < 3e4
    assert 32 < context.rows < 1024
    monkeypatch.setattr(traced_rows, "MOST_BYTES", 1.0)
    assert Context(model, x, y).rows == 32


@pytest.mark.parametrize(
    ("build", "row", "key"),
    [
        (broken.zero_by_zero, 17, "not-finite-value"),
        (broken.root_at_zero, 3, "not-finite-gradient"),
    ],
)
def test_rows_that_are_not_traced_are_asked_for_numbers_that_are_not_finite(
    build: Any, row: int, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traced_rows, "MOST_BYTES", 1.0)
    model, x, y = build()
    context = Context(model, x, y)
    assert row not in {context.traced_row_number(place) for place in range(context.rows)}
    [found] = gn.diagnose(model, x, y)
    assert (found.key, found.evidence["row"]) == (key, row)


def test_a_first_fit_after_a_look_shuffles_as_of_a_model_whose_loss_is_built() -> None:
    x, y = data("moons")
    losses = []
    for look in (lambda model: gn.diagnose(model, x, y), lambda model: model.test_on_batch(x, y)):
        keras.utils.set_random_seed(0)
        model = compiled(dense(2, 4, 1), BINARY)
        look(model)
        losses.append(model.fit(x, y, epochs=2, verbose=0).history["loss"])
    assert losses[0] == losses[1]


def of_a_fixed_batch(output: str) -> tuple[Any, Any, Any]:
    """A stateful recurrent layer, which takes 30 rows at a time, and 290 rows."""
    x = np.random.default_rng(0).normal(size=(290, 5, 2)).astype(np.float32)
    parts = [keras.Input((5, 2), batch_size=30), layers.SimpleRNN(3, stateful=True)]
    model = compiled([*parts, layers.Dense(1, output)], "binary_crossentropy")
    return model, x, (x[:, :, 0].sum(axis=1) > 0).astype(np.float32)


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
def test_a_batch_of_fixed_size_is_taken_whole() -> None:
    model, x, y = of_a_fixed_batch("softmax")
    first, *_ = gn.diagnose(model, x, y, try_remedies=True)
    assert first.key == "softmax-of-one"
    assert first.tried is not None
    assert first.tried.helps


def test_a_row_beyond_the_batch_of_fixed_size_is_found() -> None:
    model, x, y = of_a_fixed_batch("sigmoid")
    x[177, 2, 1] = np.nan
    first, *_ = gn.diagnose(model, x, y)
    assert (first.key, first.evidence["row"]) == ("not-finite-data", 177)
