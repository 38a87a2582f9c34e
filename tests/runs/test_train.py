"""A run in memory: the same from the same seed, stopped, diverged."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from glassnet.data import load
from glassnet.errors import SettingError
from glassnet.networks import build
from glassnet.runs.evaluation import BLOCK, predictor
from glassnet.runs.record import Settings
from glassnet.runs.train import train

XOR = Settings(
    layers=(4,),
    activation="tanh",
    initializer="glorot_uniform",
    optimizer="adam",
    learning_rate=0.1,
    loss=None,
    epochs=30,
    batch_size=2,
    seed=3,
)
# Linear units double their error's size again and again: float32 ends after some dozen steps.
DIVERGING = replace(
    XOR,
    layers=(4,),
    activation="linear",
    optimizer="sgd",
    loss="mse",
    learning_rate=1.0,
    epochs=200,
)


def line() -> Any:
    """A real target: y = x1 + x2 on the four corners, scaled up."""
    data = load("xor")
    return replace(
        data,
        x=data.x * 3,
        y=data.x.sum(axis=1, keepdims=True) * 3,
        task="regression",
        class_names=(),
        exhaustive=False,
    )


# Trained once; no test changes what came out.
xor_trained = functools.cache(lambda: train(load("xor"), XOR))
moons_trained = functools.cache(lambda: train(load("moons", rows=40), replace(XOR, epochs=3)))
diverged = functools.cache(lambda: train(line(), DIVERGING))


def variables(model: Any) -> list[Any]:
    return [np.array(each) for each in (*model.weights, *model.optimizer.variables)]


def test_equals_keras_own_fit() -> None:
    data, trained = load("xor"), xor_trained()
    keras.utils.set_random_seed(3)
    model = build(
        data,
        layers=(4,),
        activation="tanh",
        initializer="glorot_uniform",
        optimizer="adam",
        learning_rate=0.1,
        seed=3,
    )
    expected = model.fit(data.x, data.y, batch_size=2, epochs=30, verbose=0)
    np.testing.assert_allclose(trained.history["loss"], expected.history["loss"], rtol=1e-4)
    for ours, theirs in zip(trained.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)
    assert (trained.end, trained.epochs) == ("finished", 30)
    assert trained.settings.loss == "binary_crossentropy"


def test_the_same_seed_gives_the_same_weights() -> None:
    first, again = moons_trained(), train(load("moons", rows=40), replace(XOR, epochs=3))
    for one, other in zip(variables(first.model), variables(again.model), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_training_that_diverges_ends_before_the_step_that_would() -> None:
    trained = diverged()
    losses = trained.history["loss"]
    steps = -(-len(line().x) // DIVERGING.batch_size)
    assert trained.end == "diverged"
    assert np.isfinite(losses).all()
    assert trained.epochs == len(losses) == trained.diverged_epoch
    assert trained.diverged_step is not None
    assert (trained.diverged_step - 1) // steps == trained.diverged_epoch
    assert all(np.isfinite(value).all() for value in variables(trained.model))
    assert int(trained.model.optimizer.iterations) == trained.diverged_step - 1


def test_one_epoch_more_would_not_have_been_finite() -> None:
    epochs = diverged().epochs
    finished = train(line(), replace(DIVERGING, epochs=epochs))
    assert finished.end == "finished"
    one_more = train(line(), replace(DIVERGING, epochs=epochs + 1))
    assert one_more.end == "diverged"
    assert one_more.history == finished.history


def test_a_callback_that_stops_training_keeps_the_weights() -> None:
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = epoch == 4

    trained = train(load("xor"), XOR, [Stop()])
    assert (trained.end, trained.epochs, len(trained.history["loss"])) == ("interrupted", 5, 5)


def test_a_network_is_float32_whatever_keras_json_says() -> None:
    expected = xor_trained().history
    keras.config.set_floatx("float16")
    try:
        trained = train(load("xor"), XOR)
    finally:
        keras.config.set_floatx("float32")
    assert trained.history == expected
    assert {weights.dtype for weights in trained.model.get_weights()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"batch_size": 5}, "only 4 rows"),
        ({"loss": "sparse_categorical_crossentropy"}, "does not fit"),
        ({"activation": "sigmod"}, "Did you mean sigmoid"),
        ({"optimizer": "adm"}, "Did you mean adam"),
        ({"initializer": "glorot_unifrom"}, "Did you mean glorot_uniform"),
        ({"loss": "binary_crossentrpy"}, "Did you mean binary_crossentropy"),
    ],
)
def test_settings_that_do_not_fit(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        train(load("xor"), replace(XOR, **changed))


def test_predictions_are_keras_own_whatever_the_number_of_rows() -> None:
    trained = moons_trained()
    predict = predictor(trained.model)
    for rows in (1, BLOCK, BLOCK + 1):
        x = np.random.default_rng(rows).normal(size=(rows, 2)).astype(np.float32)
        expected = trained.model.predict(x, verbose=0)
        np.testing.assert_allclose(predict(x), expected, rtol=1e-5, atol=1e-6)
