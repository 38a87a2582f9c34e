"""`gn.fit` where nothing may be compiled: `keras.Model.fit` with a warning."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
import pytest
from parity import points

import glassnet as gn
from glassnet.errors import BackendError, NotCompiledWarning, SettingError
from glassnet.fitting import uncompiled
from glassnet.text import using

X, Y = points()


def network(**how: Any) -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(1, "sigmoid")])
    model.compile("sgd", "mse", **how)
    return model


# What asks for it -> how the model is compiled, where it trains, what the warning says.
WAYS: dict[str, tuple[dict[str, Any], Any, str]] = {
    "run_eagerly": ({"run_eagerly": True}, nullcontext, "compiled with run_eagerly=True, so"),
    "disable_jit": ({}, jax.disable_jit, "JAX's disable_jit is set, so this training is not"),
}


@pytest.mark.parametrize("way", WAYS)
def test_keras_trains_and_a_warning_says_so(way: str) -> None:
    how, where, said = WAYS[way]
    trained: list[Any] = []
    arguments: dict[str, Any] = {"epochs": 2, "batch_size": 16, "validation_split": 0.2}
    for expected, fit in zip(
        expecting(said), (lambda m, *a, **k: m.fit(*a, **k), gn.fit), strict=True
    ):
        model, batches = network(**how), []
        note = keras.callbacks.LambdaCallback(on_train_batch_end=lambda b, logs: batches.append(b))  # noqa: B023
        with where(), expected:
            history = fit(model, X, Y, verbose=0, callbacks=[note], **arguments)
        trained.append((history, batches, model.get_weights()))
    (theirs, their_batches, their_weights), (ours, our_batches, our_weights) = trained
    assert ours.history == theirs.history
    assert our_batches == their_batches == [0, 1, 0, 1]
    assert (ours.interrupted, ours.signal) == (False, None)
    jax.tree.map(np.testing.assert_array_equal, our_weights, their_weights)


def test_the_warning_points_at_the_call_and_speaks_korean() -> None:
    with using("ko"), pytest.warns(NotCompiledWarning, match="컴파일하지 않습니다") as caught:
        gn.fit(network(run_eagerly=True), X, Y, verbose=0)
    assert caught[0].filename == __file__


@pytest.mark.parametrize("kind", ["diagnose", "resume", "Checkpoints", "Recording"])
def test_what_keras_cannot_do_is_still_refused(kind: str, tmp_path: Path) -> None:
    asked: dict[str, dict[str, Any]] = {
        "diagnose": {"diagnose": True},
        "resume": {"resume": tmp_path},
        "Checkpoints": {"callbacks": gn.Checkpoints(tmp_path)},
        "Recording": {"callbacks": [gn.Recording("weights")]},
    }
    with pytest.raises(SettingError, match="compile it without"):
        gn.fit(network(run_eagerly=True), X, Y, verbose=0, **asked[kind])
    with jax.disable_jit(), pytest.raises(BackendError, match="needs JIT"):
        gn.fit(network(), X, Y, verbose=0, **asked[kind])


def test_a_log_for_tensorboard_is_written_as_by_keras(tmp_path: Path) -> None:
    board = gn.TensorBoard(tmp_path, write_graph=False)
    with pytest.warns(NotCompiledWarning):
        gn.fit(network(run_eagerly=True), X, Y, verbose=0, callbacks=board)
    assert list((tmp_path / "train").iterdir())


def test_a_model_that_takes_minutes_to_compile_trains_in_keras(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A small one stands for it; what Keras would compile is compiled here whatever its size."""
    fits = (lambda m, *a, **k: m.fit(*a, **k), gn.fit)
    losses: list[Any] = []
    monkeypatch.setattr(uncompiled, "MOST_OPERATIONS", 0)
    for fit, expected in zip(fits, expecting("would take minutes"), strict=True):
        with expected:
            history = fit(network(jit_compile=False), X, Y, batch_size=37, verbose=0)
        losses.append(history.history)
    assert losses[0] == losses[1]
    gn.fit(network(jit_compile=True), X, Y, batch_size=37, verbose=0)
    monkeypatch.undo()
    gn.fit(network(jit_compile=False), X, Y, batch_size=37, verbose=0)


def expecting(said: str) -> list[AbstractContextManager[Any]]:
    return [nullcontext(), pytest.warns(NotCompiledWarning, match=said)]


@pytest.mark.parametrize("layer", ["RandomShear", "RandAugment"])
def test_an_augmentation_layer_trains_within_a_minute(layer: str) -> None:
    """RandomShear compiled, RandAugment as Keras does it: compiling that takes minutes."""
    options = {"x_factor": 0.2} if layer == "RandomShear" else {"value_range": (0, 1)}
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            getattr(keras.layers, layer)(**options),
            keras.layers.Flatten(),
            keras.layers.Dense(1, "sigmoid"),
        ]
    )
    model.compile("sgd", "mse")
    random = np.random.default_rng(0)
    x, y = random.random((8, 8, 8, 3), np.float32), random.integers(0, 2, 8)
    asked = pytest.warns(NotCompiledWarning) if layer == "RandAugment" else nullcontext()
    began = time.perf_counter()
    with asked:
        history = gn.fit(model, x, y, batch_size=8, verbose=0)
    assert np.isfinite(history.history["loss"][0])
    assert time.perf_counter() - began < 60


def test_rematerialization_is_as_without_within_its_bound() -> None:
    """docs/keras.md: 1e-6 in the models tried, 2e-4 seen once."""
    trained: list[Any] = []
    for fit in (lambda m, *a, **k: m.fit(*a, **k), gn.fit):
        keras.utils.set_random_seed(3)
        with keras.RematScope(mode="full"):
            layers = [keras.layers.Dense(16, "tanh") for _ in range(3)]
            model = keras.Sequential([keras.Input((5,)), *layers, keras.layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.01), "mse")
        history = fit(model, X, Y, epochs=3, batch_size=16, verbose=0)
        trained.append((history.history["loss"], model.get_weights()))
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=2e-4, atol=2e-4), *trained)
