"""A short training leaves what takes long to compile as Keras wrote it; a long one rewrites it."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import glassnet as gn
from glassnet.training import Trainer
from glassnet.training.fusion.compile_cost import MOST_OPERATIONS, QUICK, made_up_after

ROWS, BATCH = 64, 32
STEPS_PER_EPOCH = ROWS // BATCH


def model_of(hidden_layers: int) -> Any:
    """Six layers of 16 units have 3,819 operations rewritten, one has less than a thousand."""
    keras.utils.set_random_seed(3)
    hidden = [keras.layers.Dense(16, "relu") for _ in range(hidden_layers)]
    model = keras.Sequential([keras.Input((8,)), *hidden, keras.layers.Dense(3, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def data() -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    return random.normal(size=(ROWS, 8)).astype("float32"), random.integers(0, 3, ROWS)


def program_of(model: Any, epochs: int | None) -> Any:
    """The program of a training of so many epochs, once it has trained one."""
    trainer = Trainer(model, *data(), batch_size=BATCH, shuffle=False, epochs=epochs)
    trainer.run(epochs=1)
    return trainer._program  # pyright: ignore[reportPrivateUsage]


def is_rewritten(program: Any) -> bool:
    [step] = program.forms.made.values()
    return step.rewritten


@cache
def long() -> int:
    """Steps after which it is worth it to rewrite six layers."""
    [step] = program_of(model_of(hidden_layers=6), epochs=1).forms.made.values()
    return math.ceil(step.made_up_after)


def test_what_a_step_saves_decides_how_long_a_training_must_be() -> None:
    after = made_up_after(QUICK + 1, saved=50_000)
    assert 1_000 < after < math.inf
    assert made_up_after(QUICK + 1, saved=100_000) == after / 2
    assert made_up_after(QUICK, saved=50_000) == 0
    assert made_up_after(QUICK + 1, saved=0) == math.inf
    assert made_up_after(MOST_OPERATIONS + 1, saved=50_000) == math.inf


@pytest.mark.parametrize("is_known", [True, False])
def test_what_takes_long_to_compile_is_rewritten_in_a_long_training_only(is_known: bool) -> None:
    model = model_of(hidden_layers=6)
    short = program_of(model, epochs=1)
    assert program_of(model, epochs=long() // STEPS_PER_EPOCH - 1) is short
    assert not is_rewritten(short)
    rewritten = program_of(model, long() // STEPS_PER_EPOCH + 1 if is_known else None)
    assert is_rewritten(rewritten)
    assert program_of(model, epochs=2) is rewritten  # it is compiled already


def test_short_calls_add_up_to_a_long_training() -> None:
    model = model_of(hidden_layers=6)
    epochs = long() // STEPS_PER_EPOCH // 2 + 1
    forms: list[bool] = []
    for _ in range(3):
        trainer = Trainer(model, *data(), batch_size=BATCH, shuffle=False, epochs=epochs)
        trainer.run(epochs=epochs)
        forms.append(is_rewritten(trainer._program))  # pyright: ignore[reportPrivateUsage]
    assert forms == [False, True, True]


def test_batches_of_new_shapes_get_the_forms_of_the_longer_training() -> None:
    """The batches that a short one has seen say nothing about those of a stream to come."""

    class Batches(keras.utils.PyDataset):
        def __len__(self) -> int:
            return long()

        def __getitem__(self, index: int) -> Any:
            x, y = data()
            return x[:BATCH], y[:BATCH]

    model = model_of(hidden_layers=1)
    programs: list[Any] = []
    for steps in (2, long()):
        trainer = Trainer(model, Batches(), steps_per_epoch=steps, epochs=1)
        trainer.run(steps=1)
        programs.append(trainer._program)  # pyright: ignore[reportPrivateUsage]
        assert programs[-1].forms.length >= steps
    assert programs[0] is programs[1]


@pytest.mark.parametrize("lengths", [(1, None), (None, 1)])
def test_what_does_not_is_compiled_once_for_both(lengths: tuple[int | None, ...]) -> None:
    model = model_of(hidden_layers=1)
    first, second = (program_of(model, epochs) for epochs in lengths)
    assert first is second
    assert is_rewritten(first)
    assert len(first.epochs._executables) == 1


def test_a_short_fit_trains_as_keras_does_bit_for_bit() -> None:
    """With a step as it was, the default is `fused=False` in all but name."""
    weights: list[Any] = []
    fits: list[Any] = [keras.Model.fit, gn.fit]
    for fit in fits:
        model = model_of(hidden_layers=6)
        fit(model, *data(), batch_size=BATCH, epochs=3, shuffle=False, verbose=0)
        weights.append(model.get_weights())
    for ours, theirs in zip(weights[1], weights[0], strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_training_that_is_resumed_keeps_the_form_it_began_with(tmp_path: Path) -> None:
    """In the process where it began, too: its optimizer has counted the steps already."""
    epochs = long() // STEPS_PER_EPOCH - 1
    middle = epochs // 2 + 1
    model = model_of(hidden_layers=6)

    def fit(**where: Any) -> Any:
        keeper = gn.Checkpoints(tmp_path, middle, every_seconds=None)
        gn.fit(
            model,
            *data(),
            batch_size=BATCH,
            epochs=epochs,
            verbose=0,
            callbacks=[keeper],
            **where,
        )
        return model.get_weights()

    whole = fit()
    [begun] = tmp_path.glob(f"*{middle}-*")
    for resumed, uninterrupted in zip(fit(resume=begun), whole, strict=True):
        np.testing.assert_array_equal(resumed, uninterrupted)


def test_the_epochs_before_the_first_one_are_not_counted_twice() -> None:
    """As the optimizer's steps, and as a part of `epochs`."""
    model = model_of(hidden_layers=6)
    epochs = long() // STEPS_PER_EPOCH - 1
    for first, last in ((0, epochs - 1), (epochs - 1, epochs)):
        trainer = Trainer(model, *data(), batch_size=BATCH, shuffle=False, epochs=last)
        trainer.start_at(first)
        trainer.run(epochs=last - first)
        assert not is_rewritten(trainer._program)  # pyright: ignore[reportPrivateUsage]


def test_the_length_counts_from_the_first_epoch() -> None:
    """So that a training that is resumed near its end has the form that it began with."""
    model = model_of(hidden_layers=6)
    epochs = long() // STEPS_PER_EPOCH + 1
    gn.fit(
        model,
        *data(),
        batch_size=BATCH,
        shuffle=False,
        verbose=0,
        epochs=epochs,
        initial_epoch=epochs - 1,
    )
    again = Trainer(model, *data(), batch_size=BATCH, shuffle=False, epochs=epochs)
    assert is_rewritten(again._program)  # pyright: ignore[reportPrivateUsage]
