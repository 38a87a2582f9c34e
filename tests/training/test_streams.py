"""Sources that give batch after batch: what is read when, and what a source's own errors do."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from typing import Any

import jax
import keras
import numpy as np
import pytest
from parity import Batches, endless, points
from test_callbacks import assert_same_weights, exactly, keras_fit, network

import glassnet as gn
from glassnet.training import streaming
from glassnet.training.training_program import Carry


class Noted(Batches):
    """Notes what is asked of it, with NumPy's generator at that moment."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.asked: list[Any] = []

    def __getitem__(self, index: int) -> Any:
        self.asked.append((index, np.random.random()))
        return super().__getitem__(index)

    def on_epoch_begin(self) -> None:
        self.asked.append("begin")

    def on_epoch_end(self) -> None:
        self.asked.append("end")


@pytest.mark.parametrize("shuffle", [False, True])
def test_a_dataset_is_asked_what_keras_asks(shuffle: bool) -> None:
    asked: list[Any] = []
    for fit in (keras_fit, exactly):
        model, source = network(), Noted()
        fit(model, source, epochs=3, shuffle=shuffle, verbose=0, validation_data=Noted())
        asked.append(source.asked)
    assert asked[0] == asked[1]


def test_workers_read_whole_epochs() -> None:
    """Keras' own queue of workers may mix two epochs' batches: the first epoch is certain."""
    first: list[float] = []
    for fit in (keras_fit, exactly):
        model = network()
        source = Batches(workers=2, max_queue_size=2)
        fit(model, source, epochs=3, shuffle=False, verbose=0)
        assert int(model.optimizer.iterations) == 15
        first.append(model.history.history["loss"][0])
    assert first[0] == first[1]


def failing(after: int) -> Iterator[Any]:
    x, y = points()
    for _ in range(after):
        yield x[:8], y[:8]
    raise OSError("the disk is gone")


@pytest.mark.parametrize("after", [3, 11])
def test_an_error_of_the_source_leaves_the_steps_before_it(after: int) -> None:
    models: list[Any] = []
    for fit in (keras_fit, exactly):
        models.append(network())
        with pytest.raises(OSError, match="the disk is gone"):
            fit(models[-1], failing(after), steps_per_epoch=8, epochs=9, shuffle=False, verbose=0)
    assert int(models[1].optimizer.iterations) == int(models[0].optimizer.iterations) == after
    assert_same_weights(*models)


def test_a_left_epoch_is_started_anew() -> None:
    source = Noted()
    trainer = gn.Trainer(network(), source, shuffle=False, fused=False)
    history = trainer.run(epochs=1)
    trainer.run(steps=2)
    trainer.rewind()
    source.asked.clear()
    np.testing.assert_equal(trainer.run(epochs=1), history)
    assert [asked for asked in source.asked if isinstance(asked, str)] == ["end", "begin", "end"]


class Large(keras.utils.PyDataset):
    """800 batches of 1 MiB, each made as it is asked for."""

    def __len__(self) -> int:
        return 800

    def __getitem__(self, index: int) -> Any:
        x = np.full((512, 512), index, "float32")
        return x, x[:, :1]


def test_a_long_stream_does_not_fill_memory() -> None:
    model = keras.Sequential([keras.Input((512,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), loss="mae")
    trainer = gn.Trainer(model, Large(), shuffle=False)
    trainer.run(steps=100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    trainer.run(epochs=1)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) * 1024 < 150 * 2**20  # of 700 MiB


def test_a_slow_source_keeps_the_next_batch_ready() -> None:
    """While one stack computes, the next is read: when `run` returns, it waits."""
    source = Noted()
    trainer = gn.Trainer(network(), source, shuffle=False)
    trainer.run(steps=2)
    read = [asked for asked in source.asked if not isinstance(asked, str)]
    assert len(read) > 2 + 1  # Keras reads one to build the model
    assert trainer.step == 2


def test_ctrl_c_waits_for_one_batch_only() -> None:
    class Slow(Batches):
        def __len__(self) -> int:
            return 50

        def __getitem__(self, index: int) -> Any:
            time.sleep(0.03)
            return self.x[:8], self.y[:8]

    trainer = gn.Trainer(network(), Slow(), shuffle=False)
    trainer.advance(1)
    began = time.perf_counter()
    trainer.advance(1)
    trainer.advance(1)
    assert trainer.step < 50
    assert time.perf_counter() - began < 1.0


class Whole(Batches):
    """Without the last, partial batch."""

    def __len__(self) -> int:
        return 4


class Refilled(Whole):
    """Gives the same two arrays each time, filled anew."""

    def __init__(self) -> None:
        super().__init__()
        self.batch = np.empty((8, 5), "float32"), np.empty((8, 1), "float32")

    def __getitem__(self, index: int) -> Any:
        for rows, values in zip(self.batch, super().__getitem__(index), strict=True):
            rows[:] = values
        return self.batch


def test_a_source_may_fill_its_arrays_again() -> None:
    models = network(), network()
    for model, source in zip(models, (Whole(), Refilled()), strict=True):
        exactly(model, source, epochs=3, shuffle=False, verbose=0)
    assert_same_weights(*models)


@pytest.mark.parametrize("parts", [[1] * 22, [6, 2, 2, 12], [3, 19], [20, 1, 1]], ids=str)
def test_what_was_read_ahead_is_trained_on(
    parts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the steps are divided between runs: all stacks but the first wait from before."""
    states: list[Any] = []
    for most, steps in ((256, [22]), (256, parts), (4, parts)):
        monkeypatch.setattr(streaming, "STACK_BATCHES", most)
        trainer = gn.Trainer(network(), endless(), steps_per_epoch=11, shuffle=False, fused=False)
        for count in steps:
            trainer.run(steps=count)
        states.append(trainer.state)
    for state in states[1:]:
        jax.tree.map(np.testing.assert_array_equal, state, states[0])


class Device:
    """Stands for a program and for its results, which are there when they are waited for."""

    def __init__(self, *, busy: bool) -> None:
        self._busy = busy
        self.sent: list[int] = []

    def batches(self, variables: Any, stack: Any, count: Any) -> Any:
        self.sent.append(int(count))
        return self, {}

    def is_ready(self) -> bool:
        return not self._busy

    def block_until_ready(self) -> Device:
        return self


class Plain:
    """What a StreamLoader needs of its source."""

    batches = 40

    def epoch(self) -> Iterator[Any]:
        return (np.full((2, 3), number, "float32") for number in range(self.batches))


@pytest.mark.parametrize(
    ("busy", "patience", "sent"),
    [
        pytest.param(True, 0.0, [16, 16, 8], id="a busy device gets full stacks"),
        pytest.param(False, 0.0, [1] * 40, id="an idle one what there is of a slow source"),
        pytest.param(False, 60.0, [16, 16, 8], id="and full stacks of a fast one"),
    ],
)
def test_when_a_stack_is_sent(
    busy: bool, patience: float, sent: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "STACK_BATCHES", 16)
    monkeypatch.setattr(streaming, "FILLING_SECONDS", patience)
    source: Any = Plain()
    device: Any = Device(busy=busy)
    feed = streaming.StreamLoader(source)
    feed.begin()
    _, taken, ended = feed.run(device, Carry(device), None, 0, 40)
    assert (device.sent, taken, ended) == (sent, 40, True)


def test_a_stack_is_read_where_it_lies() -> None:
    """An array that starts elsewhere is copied, and the copy costs as much as the stacking."""
    stack = streaming.BatchStack((np.ones((8, 5), "float32"), np.ones(8, "int64")))
    stack.add((np.full((8, 5), 2, "float32"), np.arange(8)))
    x, y = jax.device_put(stack.batches)
    assert (x.dtype, y.dtype) == ("float32", "int32")
    np.testing.assert_array_equal(y[0], np.arange(8))
    jax.block_until_ready((x, y))
    stack.batches[0][0] = 3
    assert float(x[0, 0, 0]) == 3
