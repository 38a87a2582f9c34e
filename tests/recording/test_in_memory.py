"""`gn.Recording`: what it gives back; what is recorded is held by test_recorder.py."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.errors import SettingError


def network() -> Any:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, "sigmoid", name="out")])
    model.compile("sgd", "mse")
    return model


def fit(model: Any, callbacks: Any, **arguments: Any) -> Any:
    x = np.random.default_rng(0).normal(size=(12, 2)).astype("float32")
    y = (x[:, :1] > 0).astype("float32")
    return gn.fit(model, x, y, batch_size=4, verbose=0, callbacks=callbacks, **arguments)


def test_a_single_name_is_enough_and_series_say_what_they_are() -> None:
    recording = gn.Recording("weight_norms", every=gn.Every(1, "epochs"))
    model = network()
    fit(model, recording, epochs=4)
    assert set(recording.series) == {"out/kernel/norm", "out/bias/norm"}
    series = recording["out/kernel/norm"]
    assert series.what == "weight_norms"
    assert series.steps.tolist() == [3, 6, 9, 12]
    np.testing.assert_allclose(series.values[-1], np.linalg.norm(model.get_weights()[0]))


def test_chunks_are_joined() -> None:
    """A callback that reads the model makes each epoch a chunk."""
    apart, together = gn.Recording("images"), gn.Recording("images")
    reads = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None)
    np.random.seed(0)
    fit(network(), [apart, reads], epochs=5)
    np.random.seed(0)
    fit(network(), together, epochs=5)
    for tag, series in together.series.items():
        assert apart[tag].steps.tolist() == series.steps.tolist() == list(range(1, 16))
        np.testing.assert_allclose(apart[tag].values, series.values, rtol=1e-5, atol=1e-7)


def test_a_second_training_replaces_the_first() -> None:
    recording, model = gn.Recording("metrics"), network()
    fit(model, recording, epochs=3)
    fit(model, recording, epochs=1)
    assert recording["loss"].steps.tolist() == [1, 2, 3]


def test_values_are_ones_own() -> None:
    recording = gn.Recording("images")
    fit(network(), recording, epochs=1)
    recording["out/kernel/image"].values[:] = 7
    assert not (recording["out/kernel/image"].values == 7).any()


def test_a_tag_that_is_not_there_is_answered_with_those_that_are() -> None:
    recording = gn.Recording("metrics")
    fit(network(), recording)
    with pytest.raises(KeyError, match="There are: loss"):
        recording["los"]


@pytest.mark.parametrize("before", [False, True])
def test_model_fit_is_refused(before: bool) -> None:
    model, recording = network(), gn.Recording("metrics")
    if before:
        fit(model, recording)
    with pytest.raises(SettingError, match=r"inside gn\.fit only"):
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0, callbacks=[recording])
