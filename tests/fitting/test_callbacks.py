"""Callbacks of `gn.fit`: the same events, in the same order, with the same numbers as in Keras."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from parity import Batches, five_batches

import glassnet as gn
from glassnet.errors import SettingError

DATA = five_batches()


def network(optimizer: Any = "adam") -> Any:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [keras.Input((5,)), layers.Dense(6, "tanh"), layers.Dense(1, "sigmoid")]
    )
    model.compile(optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


def train(fit: Any, *callbacks: Any, model: Any = None, x: Any = None, **arguments: Any) -> Any:
    model = model or network()
    data = (x,) if x is not None else DATA
    arguments = {"epochs": 4, "batch_size": 8, "verbose": 0, **arguments}
    if x is not None:
        del arguments["batch_size"]
    fit(model, *data, callbacks=list(callbacks), **arguments)
    return model


def keras_fit(model: Any, *data: Any, **arguments: Any) -> Any:
    return model.fit(*data, **arguments)


def exactly(model: Any, *data: Any, **arguments: Any) -> Any:
    return gn.fit(model, *data, fused=False, **arguments)


def assert_same_weights(one: Any, other: Any) -> None:
    for ours, theirs in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


class Recorder(keras.callbacks.Callback):
    """Notes each event with all that can be seen at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def note(self, name: str, *seen: Any) -> None:
        weights = [w.tobytes() for w in self.model.get_weights()]
        iterations = int(self.model.optimizer.iterations)
        self.events.append(
            (name, *seen, self.params, iterations, weights, np.random.get_state()[2])
        )

    def on_train_begin(self, logs: Any = None) -> None:
        self.note("train_begin", logs)

    def on_train_end(self, logs: Any = None) -> None:
        self.note("train_end", logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.note("epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.note("epoch_end", epoch, logs, list(logs))


class TestRecorder(Recorder):
    __test__ = False

    def on_test_begin(self, logs: Any = None) -> None:
        self.note("test_begin", logs)

    def on_test_end(self, logs: Any = None) -> None:
        self.note("test_end", logs)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"validation_data": DATA, "validation_freq": 2},
        {"initial_epoch": 2},
        {"epochs": 0},
        {"steps_per_epoch": 3},
        {"x": Batches(), "shuffle": False},
    ],
    ids=["plain", "validation", "initial_epoch", "no epoch", "steps_per_epoch", "stream"],
)
@pytest.mark.parametrize("recorder", [Recorder, TestRecorder])
@pytest.mark.filterwarnings("ignore:Your input ran out of data")
def test_events_are_those_of_keras(recorder: Any, arguments: Any) -> None:
    expected, ours = recorder(), recorder()
    train(keras_fit, expected, **arguments)
    train(exactly, ours, **arguments)
    assert [event[0] for event in ours.events] == [event[0] for event in expected.events]
    assert ours.events == expected.events


class LogsOnly(keras.callbacks.Callback):
    """Reads no model, so that it is told of many epochs at once."""

    reads_model = False

    def __init__(self, stop_after: int | None = None, error_in: int | None = None) -> None:
        super().__init__()
        self.epochs: list[int] = []
        self.losses: list[float] = []
        self._stop_after, self._error_in = stop_after, error_in

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epochs.append(epoch)
        self.losses.append(logs["loss"])
        if epoch == self._error_in:
            raise RuntimeError("no more")
        if self._stop_after is not None and epoch >= self._stop_after:
            self.model.stop_training = True


def test_a_callback_that_reads_logs_only_gets_every_epoch_in_order() -> None:
    callback = LogsOnly()
    model = train(exactly, callback, epochs=3000)
    assert callback.epochs == list(range(3000))
    assert callback.losses == model.history.history["loss"]


@pytest.mark.parametrize("after", [0, 1, 1234])
@pytest.mark.parametrize("validation", [{}, {"validation_data": DATA}], ids=["", "validation"])
def test_a_stop_inside_a_chunk_goes_back_to_its_epoch(after: int, validation: Any) -> None:
    stopped = train(exactly, LogsOnly(stop_after=after), epochs=3000, **validation)
    drawn = np.random.random()
    expected = train(exactly, epochs=after + 1, **validation)
    assert np.random.random() == drawn
    assert_same_weights(stopped, expected)
    assert stopped.history.history == expected.history.history
    assert stopped.history.epoch == list(range(after + 1))


def test_early_stopping_stops_where_keras_stops() -> None:
    """Far enough in for chunks of many epochs: the loss of a model that overfits noise."""
    results: list[Any] = []
    for fit in (keras_fit, exactly):
        stopping = keras.callbacks.EarlyStopping("val_loss", patience=2)
        model = train(fit, stopping, validation_data=(DATA[0][::-1], DATA[1]), epochs=150)
        results.append((model.history.history, stopping.stopped_epoch, np.random.random(), model))
    (expected, epoch, drawn, theirs), (history, our_epoch, our_drawn, ours) = results
    assert 1 < epoch < 149
    assert (history, our_epoch, our_drawn) == (expected, epoch, drawn)
    assert_same_weights(ours, theirs)


def test_an_error_in_a_callback_leaves_its_epoch_in_the_model() -> None:
    for callback in (LogsOnly(error_in=17), Failing()):
        model = network()
        with pytest.raises(RuntimeError, match="no more"):
            train(exactly, callback, model=model, epochs=1000)
        assert_same_weights(model, train(exactly, epochs=18))


class Failing(keras.callbacks.Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch == 17:
            raise RuntimeError("no more")


def test_terminate_on_nan_ends_the_first_such_epoch(capsys: Any) -> None:
    x, y = five_batches()
    x[20] = np.nan
    model = network()
    history = gn.fit(
        model, x, y, epochs=50, verbose=0, callbacks=[keras.callbacks.TerminateOnNaN()]
    )
    assert len(history.history["loss"]) == 1
    assert "Invalid loss, terminating training" in capsys.readouterr().out
    raising = keras.callbacks.TerminateOnNaN(raise_error=True)
    with pytest.raises(RuntimeError, match="NaN or Inf loss"):
        gn.fit(network(), x, y, epochs=50, verbose=0, callbacks=[raising])


class EveryBatch(keras.callbacks.Callback):
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None: ...


@pytest.mark.parametrize(
    ("callback", "named", "remedy"),
    [
        (EveryBatch(), "EveryBatch wants every batch (on_train_batch_end)", "run(steps=1)"),
        (keras.callbacks.LambdaCallback(on_train_batch_begin=print), "Lambda", "run(steps=1)"),
        (keras.callbacks.ModelCheckpoint("m.keras", save_freq=9), "ModelCheck", 'freq="epoch"'),
        (keras.callbacks.BackupAndRestore("backup", save_freq=9), "BackupAnd", 'freq="epoch"'),
    ],
    ids=["own", "lambda", "ModelCheckpoint", "BackupAndRestore"],
)
def test_a_callback_that_insists_on_batches_is_refused(
    callback: Any, named: str, remedy: str
) -> None:
    model = network()
    before = model.get_weights()
    with pytest.raises(SettingError) as caught:
        train(gn.fit, callback, model=model)
    message = str(caught.value)
    assert named in message
    assert "model.fit" in message
    assert remedy in message
    assert "\n" not in message
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))


def test_lambda_callbacks_with_epoch_methods() -> None:
    seen: dict[Any, list[Any]] = {}
    for fit in (keras_fit, exactly):
        events = seen[fit] = []
        callback = keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs, events=events: events.append((epoch, logs)),
            on_epoch_end=lambda epoch, logs, events=events: events.append((epoch, logs)),
            on_train_end=lambda logs, events=events: events.append(logs),
        )
        train(fit, callback)
    assert seen[exactly] == seen[keras_fit]


def test_csv_logger_writes_keras_file(tmp_path: Path) -> None:
    texts: list[str] = []
    for fit, name in ((keras_fit, "theirs.csv"), (exactly, "ours.csv")):
        train(fit, keras.callbacks.CSVLogger(str(tmp_path / name)), validation_split=0.2)
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]
    assert texts[0].count("\n") == 5


def test_model_checkpoint_keeps_keras_best(tmp_path: Path) -> None:
    kept: list[list[str]] = []
    for fit, name in ((keras_fit, "theirs"), (exactly, "ours")):
        path = str(tmp_path / name) + "-{epoch}-{val_loss:.6f}.keras"
        checkpoint = keras.callbacks.ModelCheckpoint(path, save_best_only=True)
        train(fit, checkpoint, validation_split=0.2, model=network(keras.optimizers.SGD(2.0)))
        kept.append(sorted(p.name.removeprefix(name) for p in tmp_path.glob(f"{name}-*")))
    assert kept[0] == kept[1]
    for name in kept[0]:
        theirs, ours = (keras.saving.load_model(tmp_path / (w + name)) for w in ("theirs", "ours"))
        assert_same_weights(ours, theirs)
        assert int(ours.optimizer.iterations) == int(theirs.optimizer.iterations)


def test_backup_and_restore_takes_up_an_aborted_run(tmp_path: Path) -> None:
    """Aborted in its third epoch and started anew, by Keras and by us."""

    class Abort(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            if epoch == 2:
                raise RuntimeError("aborted")

    models: list[Any] = []
    for fit, name in ((keras_fit, "theirs"), (exactly, "ours")):
        backup = lambda name=name: keras.callbacks.BackupAndRestore(tmp_path / name)
        with pytest.raises(RuntimeError, match="aborted"):
            train(fit, backup(), Abort())
        model = train(fit, backup())
        assert model.history.epoch == [2, 3]
        models.append(model)
    assert_same_weights(*models)
    assert models[0].history.history == models[1].history.history


def test_a_silent_fit_prints_nothing(capfd: Any) -> None:
    train(gn.fit, epochs=30)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("x", [None, Batches()], ids=["arrays", "stream"])
def test_verbose_2_prints_keras_lines(x: Any, capfd: Any) -> None:
    printed: list[str] = []
    for fit in (keras_fit, exactly):
        train(fit, x=x, verbose=2, shuffle=False, **({} if x else {"validation_split": 0.2}))
        printed.append(re.sub(r"\d+[mu]?s(/step|/epoch)?", "…", capfd.readouterr().out))
    assert printed[0] == printed[1]
    assert printed[0].count("Epoch") == 4


@pytest.mark.parametrize("verbose", [1, True, "auto"])
def test_a_bar_without_a_terminal_is_plain_text(verbose: Any, capfd: Any) -> None:
    model = train(gn.fit, epochs=7, verbose=verbose)
    out, err = capfd.readouterr()
    assert err == ""
    assert "7/7" in out
    assert f"loss {model.history.history['loss'][-1]:.4g}" in out
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", out)
    assert out.count("\n") <= 2


class Freezing(keras.callbacks.Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.model.layers[0].trainable = False


def test_layers_frozen_by_a_callback_are_not_trained_on_in_silence() -> None:
    with pytest.raises(SettingError, match="recompiled, or layers were frozen"):
        train(gn.fit, Freezing())
