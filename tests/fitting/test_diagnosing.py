"""`gn.fit(diagnose=True)`: the step, the row and the cause; and a training left undisturbed."""

from __future__ import annotations

import signal
import warnings
from pathlib import Path
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from keras import layers
from parity import Batches, points
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from glassnet.errors import DiagnosisWarning, SettingError
from glassnet.fitting import diagnosing
from glassnet.training import feeds

SEED = 7
ROWS = 37  # of `points`: five columns, one target


def network(optimizer: Any = None, loss: Any = "mse", activation: str = "tanh") -> Any:
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(8, activation, name="hidden"),
            layers.Dense(1, name="output"),
        ]
    )
    model.compile(optimizer or keras.optimizers.SGD(0.05), loss)
    return model


def watched(model: Any, x: Any, y: Any, **settings: Any) -> tuple[Any, list[str]]:
    """The History, and what was warned of."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", DiagnosisWarning)
        history = gn.fit(model, x, y, verbose=0, diagnose=True, **settings)
    assert {each.category for each in told} <= {DiagnosisWarning}
    assert {Path(each.filename).name for each in told} <= {Path(__file__).name}
    return history, [str(each.message) for each in told]


def diverging(rate: float = 0.7) -> Any:
    """One linear unit: the loss is a parabola, and the error grows by some per cent a step."""
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential([keras.Input((5,)), layers.Dense(1, name="output")])
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


def root_of_targets(y: Any, prediction: Any) -> Any:
    """NaN in the row whose target is below 0, and nowhere else."""
    return keras.ops.square(keras.ops.sqrt(y) - prediction)


def one_step_at_a_time(model: Any, x: Any, y: Any, **settings: Any) -> tuple[int, list[Any]]:
    """The oracle: the first step after which loss or weights are not finite, taken one by one, and
    the weights before it."""
    trainer = gn.Trainer(model, x, y, **settings)
    while True:
        before = model.get_weights()
        trainer.run(steps=1)
        finite = np.isfinite(trainer.logs["loss"])
        if not (finite and all(np.isfinite(each).all() for each in model.get_weights())):
            return trainer.taken, before


# The step -------------------------------------------------------------------------------------


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
    monkeypatch.setattr(feeds, "RESIDENT_BYTES", 0)
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
    monkeypatch.setattr(diagnosing, "findings_of", lambda *given, **how: pytest.fail("looked"))

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
    monkeypatch.setattr(diagnosing, "findings_of", lambda *given, **how: [])
    x, y = points()
    history, _ = watched(diverging(), x, y, epochs=3000, batch_size=5)
    assert [each.key for each in history.findings] == ["not-finite-step"]


def test_a_training_that_cannot_be_traced_is_stopped_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*given: Any, **how: Any) -> Any:
        raise SettingError("trace: this model cannot be traced.")

    monkeypatch.setattr(diagnosing, "findings_of", refuse)
    x, y = points()
    model = diverging()
    history, _ = watched(model, x, y, epochs=3000, batch_size=5)
    assert [each.key for each in history.findings] == ["not-finite-step"]
    assert history.findings[0].step == int(model.optimizer.iterations) + 1
    history, told = watched(network(), x, y, epochs=5)
    assert (len(history.epoch), told) == (5, [])


# What is not disturbed ------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [4, ROWS])
def test_the_training_is_the_same_as_without(batch_size: int) -> None:
    x, y = points()
    found = []
    for diagnose in (False, True):
        model = network(keras.optimizers.Adam(0.01))
        settings = {"batch_size": batch_size, "validation_split": 0.2, "diagnose": diagnose}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DiagnosisWarning)
            history = gn.fit(model, x, y, epochs=60, verbose=0, **settings)
        found.append((history.history, model.get_weights(), np.random.random()))
    assert found[0][0] == found[1][0]
    assert found[0][2] == found[1][2]
    for one, other in zip(found[0][1], found[1][1], strict=True):
        np.testing.assert_array_equal(one, other)


def test_looking_again_and_again_disturbs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosing, "FIRST", 0.0)
    monkeypatch.setattr(diagnosing, "SHARE", 1e6)
    looks: list[int] = []
    diagnosed = diagnosing.Diagnosing._diagnosed

    def counted(self: Any, *given: Any, **how: Any) -> Any:
        looks.append(1)
        return diagnosed(self, *given, **how)

    monkeypatch.setattr(diagnosing.Diagnosing, "_diagnosed", counted)
    x, y = points()
    undisturbed = network(keras.optimizers.Adam(0.001))
    expected = gn.fit(undisturbed, x, y, epochs=30_000, batch_size=4, verbose=0)
    model = network(keras.optimizers.Adam(0.001))
    history, _ = watched(model, x, y, epochs=30_000, batch_size=4)
    assert len(looks) >= 2
    assert history.history == expected.history
    for one, other in zip(undisturbed.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_log_has_each_step_once_and_none_that_was_taken_back(tmp_path: Path) -> None:
    x, y = points()
    model = diverging()
    board = gn.TensorBoard(tmp_path, update_freq=1, write_graph=False)
    history, _ = watched(model, x, y, epochs=3000, batch_size=5, callbacks=[board])
    log = EventAccumulator(str(tmp_path / "train"), size_guidance={"tensors": 0})
    log.Reload()
    steps = [event.step for event in log.Tensors("batch_loss")]
    assert steps == list(range(1, history.findings[-1].step))
    assert [event.step for event in log.Tensors("epoch_loss")] == history.epoch


def test_a_callback_called_epoch_by_epoch_sees_those_that_ended() -> None:
    ended: list[int] = []
    x, y = points()
    model = diverging()
    callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ended.append(epoch))
    history, _ = watched(model, x, y, epochs=3000, batch_size=5, callbacks=[callback])
    assert ended == history.epoch
    assert np.isfinite(history.history["loss"]).all()


def test_a_resumed_training_is_watched_from_where_it_goes_on(tmp_path: Path) -> None:
    x, y = points()
    step, _ = one_step_at_a_time(diverging(), x, y, batch_size=5, fused=False)
    settings = {"batch_size": 5, "fused": False}
    first = (step - 1) // 8 - 1
    assert first > 0
    checkpoints = gn.Checkpoints(tmp_path, every_epochs=1)
    gn.fit(diverging(), x, y, epochs=first, verbose=0, callbacks=[checkpoints], **settings)
    history, _ = watched(diverging(), x, y, epochs=3000, resume=tmp_path, **settings)
    assert history.findings[-1].step == step
    assert len(history.epoch) == (step - 1) // 8


# Causes other than numbers that are not finite ---------------------------------------------------


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


def test_a_loss_that_does_not_fit_is_told_although_the_network_learns() -> None:
    dataset = gn.load("xor")
    model = gn.build(dataset, layers=(8,), learning_rate=0.05, seed=1)
    history, _ = watched(model, dataset.x, 2 * dataset.y - 1, epochs=50)
    assert history.findings[0].key == "target-beyond-loss"


# Bad input ------------------------------------------------------------------------------------


def test_batches_that_pass_once_are_refused_in_one_line() -> None:
    model = network()
    before = model.get_weights()
    with pytest.raises(SettingError, match="give arrays alone, or call") as error:
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
        with pytest.raises(DiagnosisWarning, match="not finite"):
            gn.fit(model, x, y, epochs=5, verbose=0, diagnose=True)
