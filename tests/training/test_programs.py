"""What a model was compiled to is kept with it, and in nobody's way."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import jax
import keras
import numpy as np
import pytest
from parity import Batches, five_batches
from test_callbacks import LogsOnly, assert_same_weights, network

import glassnet as gn
from glassnet.training import row_order
from glassnet.training.keras_model import References

compiled: list[str] = []


def _listen(event: str, seconds: float, **more: Any) -> None:
    if event == "/jax/core/compile/backend_compile_duration":
        compiled.append(event)


@pytest.fixture(scope="module", autouse=True)
def _count_compilations() -> Any:
    jax.monitoring.register_event_duration_secs_listener(_listen)
    yield
    jax.monitoring.unregister_event_duration_listener(_listen)


def compilations(work: Callable[[], Any]) -> int:
    before = len(compiled)
    work()
    return len(compiled) - before


X, Y = five_batches()
WAYS: dict[str, Callable[[Any], Any]] = {
    "epochs": lambda model: gn.fit(model, X, Y, batch_size=8, epochs=3, verbose=0),
    "validation": lambda model: gn.fit(
        model, X, Y, batch_size=8, epochs=3, verbose=0, validation_split=0.2
    ),
    "not fused": lambda model: gn.fit(model, X, Y, epochs=3, verbose=0, fused=False),
    "callbacks": lambda model: gn.fit(
        model, X, Y, epochs=9, verbose=0, callbacks=[LogsOnly(stop_after=4)]
    ),
    "stream": lambda model: gn.fit(model, Batches(), epochs=2, verbose=0, shuffle=False),
    "steps": lambda model: gn.Trainer(model, X, Y, batch_size=8).run(steps=7),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_second_fit_compiles_nothing(way: str) -> None:
    model = network()
    train = WAYS[way]
    assert compilations(lambda: train(model)) > 0
    assert compilations(lambda: train(model)) == 0


def test_a_second_fit_is_as_short_as_its_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    """No step is looked through again, and no model of a million weights copied, for one epoch."""
    model = network()
    train = lambda: gn.fit(model, X, Y, batch_size=len(X), epochs=1, verbose=0)
    followed, copied = Mock(wraps=row_order.ignores_row_order), Mock(wraps=References.copy)
    monkeypatch.setattr(row_order, "ignores_row_order", followed)
    monkeypatch.setattr(References, "copy", copied)
    train()
    train()
    assert followed.call_count == 1
    assert not copied.called


def test_other_numbers_of_epochs_and_other_data_compile_nothing() -> None:
    model = network()
    WAYS["epochs"](model)
    again = lambda: gn.fit(model, X * 2, Y, batch_size=8, epochs=500, verbose=0)
    assert compilations(again) == 0


def test_two_models_in_turns_keep_their_programs() -> None:
    one, other = network(), network("sgd")
    WAYS["epochs"](one)
    WAYS["epochs"](other)
    assert compilations(lambda: [WAYS["epochs"](model) for model in (one, other, one)]) == 0


def test_compiled_anew_it_trains_anew() -> None:
    model = network()
    WAYS["epochs"](model)
    model.compile("sgd", loss="mse")
    twin = network()
    twin.set_weights(model.get_weights())
    twin.compile("sgd", loss="mse")
    np.random.seed(0)
    history = WAYS["not fused"](model).history
    np.random.seed(0)
    assert twin.fit(X, Y, epochs=3, verbose=0).history == history
    assert_same_weights(model, twin)


def test_a_layer_frozen_later_stays_as_it_is() -> None:
    model = network("sgd")
    WAYS["not fused"](model)
    frozen = model.layers[0]
    frozen.trainable = False
    model.compile("sgd", loss="binary_crossentropy")
    before = np.array(frozen.kernel)
    after = np.array(model.layers[1].kernel)
    WAYS["not fused"](model)
    np.testing.assert_array_equal(frozen.kernel, before)
    assert not np.array_equal(model.layers[1].kernel, after)


def by_file(model: Any, folder: Path) -> Any:
    model.save(folder / "model.keras")
    return keras.saving.load_model(folder / "model.keras")


COPIES: dict[str, Callable[[Any, Path], Any]] = {
    "saved": by_file,
    "copied": lambda model, _: copy.deepcopy(model),
    "pickled": lambda model, _: pickle.loads(pickle.dumps(model)),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_trained_model_can_be_copied(how: str, tmp_path: Path) -> None:
    model = network()
    WAYS["epochs"](model)
    copied = COPIES[how](model, tmp_path)
    np.testing.assert_array_equal(model.predict(X, verbose=0), copied.predict(X, verbose=0))
    before = model.get_weights()
    WAYS["epochs"](copied)  # trains the copy, not the model
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    assert not np.array_equal(copied.get_weights()[0], before[0])


def test_a_trained_model_can_be_cloned() -> None:
    model = network()
    WAYS["epochs"](model)
    clone = keras.models.clone_model(model)
    clone.compile("sgd", loss="mse")
    WAYS["epochs"](clone)


def test_keras_trains_on_where_we_stopped() -> None:
    ours, theirs = network(), network()
    for fit in (WAYS["not fused"], lambda model: model.fit(X, Y, epochs=3, verbose=0)):
        np.random.seed(1)
        fit(ours)
    np.random.seed(1)
    theirs.fit(X, Y, epochs=3, verbose=0)
    np.random.seed(1)
    theirs.fit(X, Y, epochs=3, verbose=0)
    assert_same_weights(ours, theirs)


@pytest.mark.parametrize("way", ["epochs", "stream", "steps"])
def test_a_trained_model_is_let_go(way: str) -> None:
    model = network()
    WAYS[way](model)
    kept = weakref.ref(model)
    del model
    keras.utils.clear_session(free_memory=False)
    gc.collect()
    assert kept() is None


def test_two_threads_train_two_models() -> None:
    models = [network(), network()]
    expected = network()
    arguments = {"shuffle": False, "epochs": 20, "verbose": 0}
    gn.fit(expected, X, Y, **arguments)
    threads = [
        threading.Thread(target=gn.fit, args=(model, X, Y), kwargs=arguments) for model in models
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for model in models:
        assert_same_weights(model, expected)


class Confusion(keras.metrics.Metric):
    """A metric whose result is a matrix."""

    def __init__(self, classes: int) -> None:
        super().__init__(name="confusion")
        self.counts = self.add_weight(shape=(classes, classes), initializer="zeros")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        del sample_weight
        expected = keras.ops.one_hot(keras.ops.reshape(y_true, (-1,)), self.counts.shape[0])
        answered = keras.ops.one_hot(keras.ops.argmax(y_pred, -1), self.counts.shape[0])
        self.counts.assign_add(keras.ops.matmul(keras.ops.transpose(expected), answered))

    def result(self) -> Any:
        return self.counts.value


@pytest.mark.parametrize(("classes", "epochs"), [(2, 2**18), (100, 2**23 // 40_004)])
def test_a_call_holds_as_many_epochs_as_their_logs_leave_room_for(
    classes: int, epochs: int
) -> None:
    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(classes, "softmax")])
    model.compile(loss="sparse_categorical_crossentropy", metrics=[Confusion(classes)])
    x = np.random.default_rng(0).standard_normal((30, 5), np.float32)
    trainer = gn.Trainer(model, x, np.arange(30) % classes, shuffle=False)
    history = trainer.run(epochs=2)
    assert history["confusion"].shape == (2, classes, classes)
    assert trainer._program._room == epochs
