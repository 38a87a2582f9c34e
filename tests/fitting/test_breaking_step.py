"""`gn.fit(diagnose=True)`: the step and the row that make a number NaN or infinite."""

from __future__ import annotations

import signal
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from parity import points
from watched import ROWS, diverging, network, one_step_at_a_time, root_of_targets, watched

from glassnet.errors import SettingError
from glassnet.fitting import diagnosis_callback
from glassnet.training import loaders


@pytest.mark.parametrize(("batch_size", "rate"), [(1, 0.4), (5, 0.7), (ROWS, 0.7), (ROWS, 100.0)])
def test_a_training_that_overflows_stops_before_the_step_that_does(
    batch_size: int, rate: float
) -> None:
    x, y = points()
    settings = {"batch_size": batch_size, "fused": False}
    step, before = one_step_at_a_time(diverging(rate), x, y, **settings)
    model = diverging(rate)
    history, told = watched(model, x, y, epochs=3000, **settings)
    last = history.findings[-1]
    assert last.step == step
    assert int(model.optimizer.iterations) == step - 1
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)
    epochs = (step - 1) // -(-ROWS // batch_size)
    assert len(history.epoch) == len(history.history["loss"]) == epochs
    assert np.isfinite(history.history["loss"]).all()
    assert history.findings[0].key == "rate-too-large"
    assert f"Step {step:,}" in told[-1]
    assert "stopped" in told[-1]


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_row_is_named_whose_loss_is_nan(shuffle: bool) -> None:
    x, y = points()
    y = np.abs(y)
    y[23] = -1
    model = network(loss=root_of_targets)
    history, _ = watched(model, x, y, epochs=5, batch_size=4, shuffle=shuffle)
    (found,) = history.findings
    assert found.key == "not-finite-value"
    assert "sqrt" in found.evidence["formula"] or "√" in found.evidence["formula"]
    assert found.evidence["place"].startswith("[23")
    if not shuffle:
        assert found.step == 23 // 4 + 1
    assert int(model.optimizer.iterations) == found.step - 1 < 10


def test_the_row_is_named_that_has_nan() -> None:
    x, y = points()
    x[31, 2] = np.nan
    history, _ = watched(network(), x, y, epochs=5, batch_size=4)
    (found,) = history.findings
    assert (found.key, found.where, found.evidence["row"]) == ("not-finite-data", "x", 31)


def test_rows_that_are_gathered_on_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders, "RESIDENT_BYTES", 0)
    x, y = points()
    y = np.abs(y)
    y[23] = -1
    history, _ = watched(network(loss=root_of_targets), x, y, epochs=5, batch_size=4)
    assert history.findings[0].evidence["place"].startswith("[23")


def test_a_gradient_that_is_infinite_where_the_loss_is_not() -> None:
    x, y = points()
    loss = lambda y, prediction: keras.ops.sqrt(keras.ops.square(0 * prediction))
    history, _ = watched(network(loss=loss), x, y, epochs=5)
    assert [each.key for each in history.findings] == ["not-finite-gradient"]
    assert history.findings[0].step == 1
    assert history.epoch == []


@pytest.mark.parametrize("rate", [0.7, 1.0, 3.0, 30.0])
@pytest.mark.parametrize("batch_size", [5, 8, ROWS])
def test_a_training_that_stops_says_at_which_step(rate: float, batch_size: int) -> None:
    x, y = points()
    model = diverging(rate)
    history, told = watched(model, x, y, epochs=3000, batch_size=batch_size)
    taken = int(model.optimizer.iterations)
    if taken < 3000 * -(-ROWS // batch_size):
        assert history.findings[-1].step == taken + 1
        assert "stopped" in told[-1]


@pytest.mark.parametrize("base", [1e4, 10.0, 2.0])
def test_a_rate_that_a_callback_changes(base: float) -> None:
    x, y = points()
    schedule = lambda epoch, rate: min(1e-3 * base**epoch, 1e30)
    oracle = diverging()
    broken: list[int] = []

    class Find(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            numbers = [*oracle.get_weights(), logs["loss"]]
            if not broken and not all(np.isfinite(each).all() for each in numbers):
                broken.append(epoch)
                self.model.stop_training = True

    settings = {"epochs": 200, "batch_size": 5, "fused": False}
    callbacks = [keras.callbacks.LearningRateScheduler(schedule), Find()]
    gn.fit(oracle, x, y, verbose=0, callbacks=callbacks, **settings)
    model = diverging()
    callbacks = [keras.callbacks.LearningRateScheduler(schedule)]
    history, _ = watched(model, x, y, callbacks=callbacks, **settings)
    step = history.findings[-1].step
    assert (step - 1) // 8 == broken[0] == len(history.epoch)
    assert float(model.optimizer.learning_rate) == np.float32(1e-3 * base ** broken[0])
    assert int(model.optimizer.iterations) == step - 1


def test_weights_that_a_callback_makes_nan() -> None:
    class Spoil(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if epoch == 3:
                self.model.get_layer("output").bias.assign([np.nan])

    x, y = points()
    history, _ = watched(network(), x, y, epochs=9, batch_size=5, callbacks=[Spoil()])
    assert [(each.key, each.step) for each in history.findings] == [("not-finite-weight", 33)]
    assert np.isfinite(history.history["loss"]).all()
    assert len(history.epoch) == 4


def test_an_interrupted_training_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        diagnosis_callback, "find_causes", lambda *given, **how: pytest.fail("looked")
    )

    class Interrupts(keras.callbacks.Callback):
        reads_model = False

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if epoch == 3:
                signal.raise_signal(signal.SIGINT)

    x, y = points()
    history, told = watched(network(), x, y, epochs=10**9, callbacks=[Interrupts()])
    assert history.interrupted
    assert (list(history.findings), told) == ([], [])


def test_weights_that_are_nan_before_training() -> None:
    x, y = points()
    model = network()
    model.get_layer("hidden").kernel.assign(np.full((5, 8), np.nan))
    history, told = watched(model, x, y, epochs=5)
    assert [each.key for each in history.findings] == ["not-finite-weight"]
    assert "No step was taken" in told[0]
    assert (history.epoch, history.findings[0].step) == ([], 1)
    assert int(model.optimizer.iterations) == 0


def test_an_optimizers_own_variables_overflow() -> None:
    """Adam's mean of squares is infinite from a gradient of 1e20 on, and its step then 0."""
    x, y = points()
    model = network(keras.optimizers.Adam(1e-3), loss=lambda y, p: 1e25 * (p - y))
    history, _ = watched(model, x, y, epochs=5)
    assert history.findings[-1].key == "not-finite-update"
    assert history.findings[-1].step == 1


def test_a_step_that_is_finite_when_it_is_taken_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As another rounding may make it, at the edge of float32."""
    monkeypatch.setattr(diagnosis_callback, "find_causes", lambda *given, **how: [])
    monkeypatch.setattr(diagnosis_callback, "find_rounded", lambda *given, **how: None)
    x, y = points()
    history, _ = watched(diverging(), x, y, epochs=3000, batch_size=5)
    assert [each.key for each in history.findings] == ["not-finite-step"]


def test_a_training_that_cannot_be_traced_is_stopped_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*given: Any, **how: Any) -> Any:
        raise SettingError("trace: this model cannot be traced.")

    monkeypatch.setattr(diagnosis_callback, "find_causes", refuse)
    monkeypatch.setattr(diagnosis_callback, "find_rounded", refuse)
    x, y = points()
    model = diverging()
    history, _ = watched(model, x, y, epochs=3000, batch_size=5)
    assert [each.key for each in history.findings] == ["not-finite-step"]
    assert history.findings[0].step == int(model.optimizer.iterations) + 1
    history, told = watched(network(), x, y, epochs=5)
    assert (len(history.epoch), told) == (5, [])
