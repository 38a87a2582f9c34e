"""`gn.Recording`: what it gives back; what is recorded is held by test_recorder.py."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.recording import recording as recording_module
from glassnet.text import using


@functools.cache
def trained_before() -> tuple[Any, Any]:
    """A model whose first fit is over, because that draws otherwise, and its first weights."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, "sigmoid", name="out")])
    model.compile("sgd", "mse")
    weights = model.get_weights()
    fit(model, [])
    return model, weights


def network() -> Any:
    """The same model for all tests, as new: each traces only what no other has traced."""
    model, weights = trained_before()
    keras.utils.set_random_seed(1)
    model.set_weights(weights)
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
    with pytest.raises(KeyError, match=r"under the tag los\. Did you mean loss\?"):
        recording["los"]
    with pytest.raises(KeyError, match=r"under the tag weights\. Known: loss"):
        recording["weights"]
    with pytest.raises(KeyError, match=r"under the tag loss\.'$"):
        gn.Recording("metrics")["loss"]
    with using("ko"), pytest.raises(KeyError, match="태그 loss: 기록된 것이 없습니다"):
        gn.Recording("metrics")["loss"]


def attempts(folder: Path, first: list[Any], second: list[Any]) -> None:
    """Three epochs, then six by going on from there; each with callbacks of its own."""
    for epochs, callbacks in ((3, first), (6, second)):
        keeper = gn.Checkpoints(folder)
        resume = {"resume": folder} if callbacks is second else {}
        fit(network(), [keeper, *callbacks], epochs=epochs, **resume)


def test_what_was_recorded_before_is_there_after_a_resume(tmp_path: Path) -> None:
    whats = ["images", "weights", "metrics", "activations"]
    whole, first, second = (gn.Recording(whats, every=2) for _ in range(3))
    fit(network(), whole, epochs=6)
    attempts(tmp_path, [first], [second])
    assert second.first_epoch == 0
    assert second.series.keys() == whole.series.keys()
    for tag, series in whole.series.items():
        assert second[tag].what == series.what
        np.testing.assert_array_equal(second[tag].steps, series.steps)
        for one, other in zip(second[tag].values, series.values, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6)


@pytest.mark.parametrize("why", ["it was not recorded", "something else was", "it is too large"])
def test_what_was_not_kept_is_said(
    why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: dict[str, list[Any]] = {
        "it was not recorded": [],
        "something else was": [gn.Recording("weights")],
        "it is too large": [gn.Recording("images")],
    }
    if why == "it is too large":
        monkeypatch.setattr(recording_module, "MOST_KEPT", 10)
    recording = gn.Recording("images")
    attempts(tmp_path, first[why], [recording])
    assert recording.first_epoch == 3
    assert set(recording.series) == {"out/kernel/image", "out/bias/image"}
    assert recording["out/kernel/image"].steps.tolist() == list(range(10, 19))


@pytest.mark.parametrize("before", [False, True])
def test_model_fit_is_refused(before: bool) -> None:
    model, recording = network(), gn.Recording("metrics")
    if before:
        fit(model, recording)
    with pytest.raises(SettingError, match=r"inside gn\.fit only"):
        model.fit(np.zeros((4, 2)), np.zeros((4, 1)), verbose=0, callbacks=[recording])
