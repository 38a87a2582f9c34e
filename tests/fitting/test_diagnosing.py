"""`gn.fit(diagnose=True)`: causes other than numbers that are not finite, and bad input."""

from __future__ import annotations

import warnings
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from parity import Batches, points
from watched import SEED, network, watched

import glassnet as gn  # before keras: it chooses the backend
from glassnet.diagnosis import context
from glassnet.diagnosis.range_test import range_test
from glassnet.errors import DiagnosisWarning, SettingError
from glassnet.fitting import diagnosis_callback


def test_a_network_that_has_learned_gets_no_warning() -> None:
    dataset = gn.load("xor")
    model = gn.build(dataset, layers=(8,), learning_rate=0.05, seed=1)
    history, told = watched(model, dataset.x, dataset.y, epochs=2000)
    assert history.history["loss"][-1] < 0.01
    assert (list(history.findings), told) == ([], [])


def test_copies_are_told_at_the_end_with_the_step_they_began_at() -> None:
    x, y = points()
    model = network()
    for layer in model.layers:
        layer.kernel.assign(np.zeros(layer.kernel.shape))
    history, told = watched(model, x, y, epochs=20)
    assert (history.findings[0].key, history.findings[0].step) == ("copies", 1)
    assert "Step 1:" in told[0]
    assert history.findings[0].to_dict()["step"] == 1


@pytest.mark.parametrize(("epochs", "expected"), [(1, ["too-few-steps"]), (60, [])])
def test_a_training_that_ends_too_soon_is_told(epochs: int, expected: list[str]) -> None:
    found = gn.load("moons")
    keras.utils.set_random_seed(SEED)
    parts = [keras.Input((2,)), layers.Dense(8, "tanh"), layers.Dense(1, "sigmoid")]
    model = keras.Sequential(parts)
    model.compile(keras.optimizers.SGD(0.05), "binary_crossentropy")
    history, _ = watched(model, found.x, found.y, epochs=epochs, batch_size=128)
    assert [each.key for each in history.findings] == expected
    for each in history.findings:  # what it promises is so
        gn.fit(model, found.x, found.y, epochs=each.evidence["more"], batch_size=128, verbose=0)
        assert model.evaluate(found.x, found.y, verbose=0) < each.evidence["base"] / 1.8


def test_a_cause_that_shows_itself_at_the_beginning_alone_is_told() -> None:
    """The outputs have set out for the targets, and are far from there yet."""
    x = np.random.default_rng(0).normal(size=(200, 10)).astype(np.float32)
    y = (150 + 80 * x[:, :1]).astype(np.float32)
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential([keras.Input((10,)), layers.Dense(16, "relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    history, _ = watched(model, x, y, epochs=30)
    assert list(gn.diagnose(model, x, y)) == []
    assert [(each.key, each.step) for each in history.findings] == [("targets-far", 1)]


def test_trainings_that_follow_are_looked_at_when_their_time_pays_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tested: list[int] = []

    def counted(*given: Any, **how: Any) -> Any:
        tested.append(1)
        return range_test(*given, **how)

    monkeypatch.setattr(context, "range_test", counted)
    x, y = points()
    model = network()
    for layer in model.layers:
        layer.kernel.assign(np.zeros(layer.kernel.shape))
    first, _ = watched(model, x, y, epochs=3)
    looked = len(tested)
    assert looked > 0
    again, told = watched(model, x, y, epochs=3)
    assert len(tested) == looked
    assert (list(again.findings), told) == (list(first.findings), [])
    watched(model, x + 1, y, epochs=3)  # other data
    assert len(tested) > looked
    looked = len(tested)
    model.optimizer.learning_rate.assign(0.01)  # what was found may be mended
    watched(model, x + 1, y, epochs=3)
    assert len(tested) > looked
    looked = len(tested)
    monkeypatch.setattr(diagnosis_callback, "SHARE", 1e6)
    watched(model, x + 1, y, epochs=3)
    assert len(tested) > looked


def test_a_loss_that_does_not_fit_is_told_although_the_network_learns() -> None:
    dataset = gn.load("xor")
    model = gn.build(dataset, layers=(8,), learning_rate=0.05, seed=1)
    history, _ = watched(model, dataset.x, 2 * dataset.y - 1, epochs=50)
    assert history.findings[0].key == "target-beyond-loss"


def test_batches_that_pass_once_are_refused_in_one_line() -> None:
    model = network()
    before = model.get_weights()
    with pytest.raises(SettingError, match="pass arrays, or call") as error:
        gn.fit(model, Batches(), verbose=0, diagnose=True)
    assert "\n" not in str(error.value)
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_warnings_may_be_errors() -> None:
    x, y = points()
    model = network()
    model.get_layer("hidden").kernel.assign(np.full((5, 8), np.nan))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DiagnosisWarning, match="NaN or ∞ in the weights"):
            gn.fit(model, x, y, epochs=5, verbose=0, diagnose=True)
