"""A training that is watched is the training that is not: its numbers, its log, its callbacks."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from parity import points
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from watched import ROWS, diverging, network, one_step_at_a_time, watched

from glassnet.errors import DiagnosisWarning
from glassnet.fitting import diagnosis_callback


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
    monkeypatch.setattr(diagnosis_callback, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(diagnosis_callback, "SHARE", 1e6)
    looks: list[int] = []
    diagnose = diagnosis_callback.DiagnosisCallback._diagnose

    def counted(self: Any, *given: Any, **how: Any) -> Any:
        looks.append(1)
        return diagnose(self, *given, **how)

    monkeypatch.setattr(diagnosis_callback.DiagnosisCallback, "_diagnose", counted)
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
