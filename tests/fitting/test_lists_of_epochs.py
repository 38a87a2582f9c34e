"""The History that `fit` returns, against Keras' own."""

from __future__ import annotations

import copy
import json
from typing import Any

import glassnet as gn  # isort: skip
import keras
import numpy as np
import pytest
from keras import layers

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
Y = np.array([[0], [1], [1], [0]], "float32")
HELD_OUT = (X[:2], Y[:2])


def model() -> Any:
    keras.utils.set_random_seed(0)
    found = keras.Sequential([keras.Input((2,)), layers.Dense(2, "tanh"), layers.Dense(1)])
    found.compile("sgd", "mse", metrics=["mae"])
    return found


@pytest.mark.parametrize("validation", [None, HELD_OUT], ids=["alone", "validated"])
def test_its_lists_are_those_of_keras(validation: Any) -> None:
    ours = gn.fit(model(), X, Y, epochs=40, verbose=0, validation_data=validation)
    theirs = model().fit(X, Y, epochs=40, verbose=0, validation_data=validation)
    assert isinstance(ours, keras.callbacks.History)
    assert ours.epoch == theirs.epoch
    assert list(ours.history) == list(theirs.history)
    for name, values in theirs.history.items():
        assert isinstance(ours.history[name], list)
        assert ours.history[name] == pytest.approx(values, rel=1e-5)
    assert json.loads(json.dumps(ours.history)) == ours.history


def test_reading_between_chunks_loses_nothing() -> None:
    """The lists are filled when they are read: again and again, by a callback too."""
    lengths: list[int] = []

    class Reader(keras.callbacks.Callback):
        reads_model = 10  # the model, after each tenth epoch

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            lengths.append(len(self.model.history.history.get("loss", ())))

    trained = gn.fit(model(), X, Y, epochs=40, verbose=0, callbacks=[Reader()])
    assert len(trained.history["loss"]) == len(trained.epoch) == 40
    assert lengths == sorted(lengths)
    trained.history["loss"].append(0.0)
    assert len(trained.history["loss"]) == 41


def test_a_history_of_the_callers_is_the_one_that_is_filled() -> None:
    own = keras.callbacks.History()
    trained = model()
    assert gn.fit(trained, X, Y, epochs=7, verbose=0, callbacks=[own]) is own
    assert len(own.history["loss"]) == len(own.epoch) == 7
    assert trained.history is own


def test_a_second_fit_has_a_history_of_its_own() -> None:
    trained = model()
    first = gn.fit(trained, X, Y, epochs=3, verbose=0)
    second = gn.fit(trained, X, Y, epochs=5, initial_epoch=3, verbose=0)
    assert (first.epoch, second.epoch) == ([0, 1, 2], [3, 4])


def test_a_copy_has_the_same_epochs() -> None:
    trained = gn.fit(model(), X, Y, epochs=3, verbose=0)
    copied = copy.copy(trained)
    assert len(copied.history["loss"]) == len(trained.history["loss"]) == 3
    assert copied.epoch == trained.epoch == [0, 1, 2]


def test_each_history_of_the_callers_is_filled() -> None:
    own = [keras.callbacks.History(), keras.callbacks.History()]
    gn.fit(model(), X, Y, epochs=4, verbose=0, callbacks=own)
    assert [len(each.history["loss"]) for each in own] == [4, 4]
