"""Short trainings of one model on more or fewer rows: as in Keras, and compiled once for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from parity import CASES, points
from test_parity import FUSED_BOUND, compare, train, trained_by_keras
from test_trainer import network

import glassnet as gn
from glassnet.training import Trainer, programs
from glassnet.training import trainer as trainers
from glassnet.training.whole_arrays import DeviceArrays, HostArrays

BATCH = 8
Sizes = list[int]
GROWING: Sizes = [16, 20, 32, 5, 37, 28, 20]
"""Whole batches, a partial last one, less than a batch, and 20 rows twice."""


def rows(number: int) -> tuple[Any, Any]:
    return tuple(np.resize(part, (number, *part.shape[1:])) for part in points())  # type: ignore[return-value]


def trainer(model: Any, number: int, epochs: int = 2, **arguments: Any) -> Trainer:
    made = Trainer(
        model, *rows(number), batch_size=BATCH, epochs=epochs, share_program=True, **arguments
    )
    made.run(epochs=epochs)
    return made


def shares(made: Trainer) -> bool:
    loader: Any = made._loader  # pyright: ignore[reportPrivateUsage]
    assert isinstance(loader, DeviceArrays | HostArrays)
    return isinstance(loader, HostArrays)


def trained(fit: Callable[..., Any], sizes: Sizes, **arguments: Any) -> Any:
    """Histories and all variables after a training on each number of rows."""
    model = network()
    histories: list[Any] = []
    for number in sizes:
        history = fit(model, *rows(number), batch_size=BATCH, epochs=3, verbose=0, **arguments)
        histories.append(dict(history.history))
    variables = [*model.variables, *model.optimizer.variables]
    return histories, [np.asarray(each) for each in variables], np.random.rand()


SETTINGS: dict[str, dict[str, Any]] = {
    "shuffled": {},
    "in order": {"shuffle": False},
    "validated": {"validation_data": rows(12)},
    "weighted": {"class_weight": {0: 1.0, 1: 3.0}},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_they_train_as_keras_does_bit_for_bit(name: str) -> None:
    expected = trained(keras.Model.fit, GROWING, **SETTINGS[name])
    found = trained(gn.fit, GROWING, fused=False, **SETTINGS[name])
    np.testing.assert_equal(found, expected)


SHARED = (
    *("partial batch", "two inputs, dict", "SimpleRNN", "Conv1D"),
    *("a maximum, one batch, a schedule", "a maximum, two batches", "F1Score of groups"),
)


@pytest.mark.parametrize("name", SHARED)
def test_a_shared_program_is_close_to_keras(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a first training, too, if it were one."""
    monkeypatch.setattr(trainers, "is_short", lambda *_: True)
    ours = train(CASES[name], gn.fit, fused=True)
    compare(trained_by_keras(name), ours, FUSED_BOUND)


def test_fused_they_train_as_keras_does_within_rounding() -> None:
    histories, variables, drawn = trained(keras.Model.fit, GROWING)
    our_histories, our_variables, our_drawn = trained(gn.fit, GROWING)
    for ours, theirs in zip(our_variables, variables, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5 * max(1e-9, np.abs(theirs).max()))
    for ours, theirs in zip(our_histories, histories, strict=True):
        assert {name: pytest.approx(values, rel=1e-4) for name, values in theirs.items()} == ours
    assert our_drawn == drawn


@pytest.mark.parametrize("fused", [True, False])
def test_they_share_what_was_compiled(fused: bool) -> None:
    model = network()
    assert not shares(trainer(model, 64, fused=fused))  # a model's first training
    made = [trainer(model, number, fused=fused) for number in (16, 20, 40, 160, 5)]
    assert all(map(shares, made))
    [program] = {each._program for each in made}  # pyright: ignore[reportPrivateUsage]
    assert len(program.batches._executables) == 1  # pyright: ignore[reportPrivateUsage]
    assert len(program.single._executables) == 2  # pyright: ignore[reportPrivateUsage]; 4, 5 rows


def test_other_validation_data_share_what_was_compiled_for_training() -> None:
    model = network()
    made = [trainer(model, 64, validation_data=rows(number)) for number in (16, 24, 32)]
    assert [shares(each) for each in made] == [False, True, True]
    assert made[1]._program is made[2]._program  # pyright: ignore[reportPrivateUsage]


def test_what_is_compiled_for_a_number_of_rows_is_used() -> None:
    model = network()
    found = [shares(trainer(model, number)) for number in (64, 32, 64)]
    assert found == [False, True, False]


def test_a_long_training_has_a_program_of_its_own() -> None:
    model = network()
    trainer(model, 64)
    assert not shares(trainer(model, 32, epochs=programs.SHORT_EPOCHS + 1))
    assert not shares(trainer(model, 32))  # which is there now


def test_short_trainings_on_equally_many_rows_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "SHORT_STEPS", 20)
    model = network()
    trainer(model, 64)
    assert [shares(trainer(model, 32)) for _ in range(4)] == [True, True, False, False]


def test_a_trainer_that_is_not_asked_to_does_not_share() -> None:
    model = network()
    for number in (64, 32):
        made = Trainer(model, *rows(number), batch_size=BATCH, epochs=2)
        assert not shares(made)


def test_one_that_can_be_resumed_does_not_share(tmp_path: Path) -> None:
    """It goes on with the same bits in another process, where it is the model's first training."""

    def weights(folder: Path, *, sizes: Sizes, **where: Any) -> Any:
        model = network()
        for number in sizes[:-1]:
            gn.fit(model, *rows(number), batch_size=BATCH, epochs=2, verbose=0)
        model.set_weights(network().get_weights())
        model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
        keeper = gn.Checkpoints(folder, 2, every_seconds=None)
        keras.utils.set_random_seed(5)
        arguments: Any = {"batch_size": BATCH, "epochs": 4, "verbose": 0, "callbacks": [keeper]}
        gn.fit(model, *rows(sizes[-1]), **arguments, **where)
        return model.get_weights()

    whole = weights(tmp_path, sizes=[64, 20])
    [begun] = tmp_path.glob("*2-*")
    resumed = weights(tmp_path / "other", sizes=[20], resume=begun)
    for ours, theirs in zip(resumed, whole, strict=True):
        np.testing.assert_array_equal(ours, theirs)
