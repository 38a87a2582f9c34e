"""What observers see from inside the program, and that looking changes nothing."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers
from parity import Batches, endless, own_step, points

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.training import loaders
from glassnet.training.observation import Every, ObservedStep, StepSchedule


class Weights:
    """Looks at the first layer: its kernel, gradient, and what the optimizer made of it."""

    wants_gradients = True

    def __init__(self, every: Every) -> None:
        self.every = every

    def keep(self, seen: ObservedStep) -> Any:
        return seen.before.trainable[0], seen.after.trainable[0], seen.gradients[0]

    def summarise(self, kept: Any) -> Any:
        before, after, gradient = kept
        return {"after": after, "update": after - before, "norm": jnp.linalg.norm(gradient)}


class Iterations:
    """Looks at the optimizer's own count of its steps."""

    wants_gradients = False

    def __init__(self, every: Every) -> None:
        self.every = every

    def keep(self, seen: ObservedStep) -> Any:
        return seen.after.optimizer[0]

    def summarise(self, kept: Any) -> Any:
        return kept


class Rows:
    """A receiver that keeps everything."""

    def __init__(self) -> None:
        self._parts: list[tuple[Any, Any]] = []

    def __call__(self, steps: Any, summaries: Any) -> None:
        self._parts.append((steps, summaries))

    @property
    def steps(self) -> list[int]:
        return [int(step) for steps, _ in self._parts for step in steps]

    @property
    def summaries(self) -> Any:
        return jax.tree.map(lambda *leaves: np.concatenate(leaves), *[s for _, s in self._parts])


def network(optimizer: Any = "sgd") -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [keras.Input((5,)), layers.Dense(6, "tanh"), layers.Dense(1, "sigmoid")]
    )
    model.compile(optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


# 37 rows: batches of 8 make five steps an epoch, the last one partial; 37 make one.
STEPS = {8: 5, 37: 1}


# Batches of 8 make five steps here too, all whole: half as much to compile.
WHOLE = tuple(np.resize(part, (40, part.shape[1])) for part in points())


def trainer(model: Any = None, **arguments: Any) -> gn.Trainer:
    return gn.Trainer(model or network(), *points(), **{"batch_size": 8, **arguments})


@given(
    period=st.integers(1, 40),
    first=st.integers(1, 40),
    begin=st.integers(0, 200),
    more=st.integers(0, 200),
)
def test_due_steps_are_those_that_counting_gives(
    period: int, first: int, begin: int, more: int
) -> None:
    due = StepSchedule(period, min(first, period))
    counted = [step for step in range(1, 1000) if (step - due.first) % period == 0]
    assert [step for step in range(1, 1000) if due.includes(step)] == counted
    assert due.among(begin) == sum(step <= begin for step in counted)
    assert list(due.between(begin, begin + more)) == [
        step for step in counted if begin < step <= begin + more
    ]
    if more:
        assert due.before(more) == due.first + (more - 1) * period - 1


@functools.cache
def not_looked_at(batch_size: int, fused: bool) -> tuple[Any, list[np.ndarray]]:
    return trained(batch_size, fused)


def trained(batch_size: int, fused: bool, observers: Any = None) -> tuple[Any, list[np.ndarray]]:
    """The history of seven epochs, and the weights after them."""
    model = network()
    arguments = {"batch_size": batch_size, "fused": fused, "validation_data": WHOLE}
    history = gn.Trainer(model, *WHOLE, observers=observers, **arguments).run(epochs=7)
    return history, model.get_weights()


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("batch_size", [8, 40])
@pytest.mark.parametrize(
    "every",
    [(Every(1),), (Every(3),), (Every(2, "epochs", first=1),), (Every(3), Every(1, "epochs"))],
)
def test_looking_changes_nothing(every: Any, batch_size: int, fused: bool) -> None:
    seen, weights = trained(batch_size, fused, {Weights(each): Rows() for each in every})
    expected, expected_weights = not_looked_at(batch_size, fused)
    bound = {"rtol": 1e-5, "atol": 1e-6} if fused else {"rtol": 0}
    for name, values in expected.items():
        np.testing.assert_allclose(seen[name], values, **bound)
    for ours, theirs in zip(weights, expected_weights, strict=True):
        np.testing.assert_allclose(ours, theirs, **bound)


@functools.cache
def kernels_by_steps(batch_size: int) -> list[np.ndarray]:
    """The first layer's, before the first of eight epochs and after each step of them."""
    model = network()
    single = trainer(model, batch_size=batch_size, fused=False)
    kernels = [model.get_weights()[0]]
    for _ in range(8 * STEPS[batch_size]):
        single.run(steps=1)
        kernels.append(model.get_weights()[0])
    return kernels


@pytest.mark.parametrize("batch_size", STEPS)
@pytest.mark.parametrize(
    ("every", "looked_at"),
    [
        (Every(1), lambda step, steps: True),
        (Every(4), lambda step, steps: step % 4 == 0),
        (Every(3, "epochs"), lambda step, steps: step % (3 * steps) == 0),
        (
            Every(3, "epochs", first=1),
            lambda step, steps: step % (3 * steps) == steps % (3 * steps),
        ),
    ],
)
def test_what_is_seen_is_what_single_steps_leave_behind(
    every: Every, looked_at: Any, batch_size: int
) -> None:
    rows = Rows()
    together = trainer(batch_size=batch_size, observers={Weights(every): rows}, fused=False)
    together.run(epochs=8)
    kernels = kernels_by_steps(batch_size)
    all_steps = range(1, 8 * STEPS[batch_size] + 1)
    steps = [step for step in all_steps if looked_at(step, STEPS[batch_size])]
    assert rows.steps == steps
    seen = rows.summaries
    np.testing.assert_array_equal(seen["after"], [kernels[step] for step in steps])
    updates = np.array([kernels[step] - kernels[step - 1] for step in steps])
    np.testing.assert_array_equal(seen["update"], updates)
    # Plain SGD: the update is minus the learning rate times the gradient.
    norms = np.linalg.norm(updates / -0.01, axis=(1, 2))
    np.testing.assert_allclose(seen["norm"], norms, rtol=1e-4)


def test_gradients_are_those_of_keras_loss() -> None:
    rows = Rows()
    model = network()
    x, y = (np.asarray(part, np.float32) for part in points())
    start = [variable.value for variable in model.trainable_variables]

    def loss(trainable: Any) -> Any:
        state = model.stateless_call(trainable, model.non_trainable_variables, x)[0]
        return keras.ops.mean(keras.losses.binary_crossentropy(y.reshape(-1, 1), state))

    expected = jax.jit(jax.grad(loss))(start)[0]
    trainer(model, batch_size=37, observers={Weights(Every()): rows}).run(steps=1)
    np.testing.assert_allclose(rows.summaries["norm"], [jnp.linalg.norm(expected)], rtol=1e-5)


def test_full_tables_are_emptied_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glassnet.training.observation.KEPT_BYTES", 3 * 3 * 5 * 6 * 4)
    rows = Rows()
    trainer(observers={Weights(Every(2)): rows, Iterations(Every()): (counts := Rows())}).run(
        epochs=20
    )
    assert rows.steps == list(range(2, 101, 2))
    assert counts.steps == list(counts.summaries) == list(range(1, 101))


def test_streams_and_large_arrays_are_seen_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    (in_memory := trainer(observers={Iterations(Every(3)): (a := Rows())})).run(epochs=3)
    stream = gn.Trainer(network(), Batches(), observers={Iterations(Every(3)): (b := Rows())})
    stream.run(epochs=3)
    assert b.steps == list(b.summaries) == list(range(3, 3 * (stream.steps_per_epoch or 0) + 1, 3))
    monkeypatch.setattr(loaders, "RESIDENT_BYTES", 0)
    trainer(observers={Iterations(Every(3)): (c := Rows())}).run(epochs=3)
    assert a.steps == c.steps == list(c.summaries) == [3, 6, 9, 12, 15]
    assert in_memory.state.taken == 15


def test_a_restored_state_goes_on_counting() -> None:
    rows = Rows()
    one = trainer(observers={Iterations(Every(4)): rows})
    one.run(steps=6)
    state = one.state
    one.run(steps=6)
    one.restore(state)
    one.run(steps=6)
    assert rows.steps == [4, 8, 12, 8, 12]
    one.rewind()
    one.run(steps=4)
    assert rows.steps[-1] == 4


class Watching(keras.callbacks.Callback):
    """A callback that lets an observer look, and stops after some epochs."""

    reads_model = False

    def __init__(self, observer: Any, stop_after: int | None = None) -> None:
        super().__init__()
        self.rows = Rows()
        self._observer = observer
        self._stop_after = stop_after

    def observers(self, fitting: Any) -> Any:
        return {self._observer: self.rows}

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch + 1 == self._stop_after:
            self.model.stop_training = True


@pytest.mark.parametrize("stop_after", [None, 11])
def test_fit_delivers_what_its_callbacks_watch(stop_after: int | None) -> None:
    watching = Watching(Iterations(Every(2)), stop_after)
    gn.fit(network(), *points(), batch_size=8, epochs=30, verbose=0, callbacks=watching)
    assert watching.rows.steps == list(range(2, (stop_after or 30) * 5 + 1, 2))
    assert watching.rows.steps == list(watching.rows.summaries)


def test_steps_are_counted_from_epoch_0() -> None:
    watching = Watching(Iterations(Every(1, "epochs")))
    gn.fit(
        network(),
        *points(),
        batch_size=8,
        epochs=6,
        initial_epoch=3,
        verbose=0,
        callbacks=[watching],
    )
    assert watching.rows.steps == [20, 25, 30]


class Reading(keras.callbacks.Callback):
    """Reads the weights after each third epoch."""

    reads_model = 3

    def __init__(self) -> None:
        super().__init__()
        self.kernels: dict[int, Any] = {}
        self.chunks: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if (epoch + 1) % 3 == 0:
            self.kernels[epoch] = self.model.get_weights()[0]

    def on_chunk_end(self, trainer: gn.Trainer) -> None:
        self.chunks.append(trainer.epoch)


@pytest.mark.parametrize("batch_size", STEPS)
def test_who_reads_the_model_now_and_then_gets_true_weights(batch_size: int) -> None:
    reading = Reading()
    x, y = points()
    gn.fit(
        network(), x, y, batch_size=batch_size, epochs=10, verbose=0, callbacks=reading, fused=False
    )
    expected: dict[int, Any] = {}
    model = network()
    note = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: expected.update({epoch: model.get_weights()[0]})
    )
    model.fit(x, y, batch_size=batch_size, epochs=10, verbose=0, callbacks=[note])
    assert list(reading.kernels) == [2, 5, 8]
    for epoch, kernel in reading.kernels.items():
        np.testing.assert_array_equal(kernel, expected[epoch])
    assert {3, 6, 9, 10} <= set(reading.chunks)


def test_without_observers_the_program_is_the_same_object() -> None:
    model = network()
    plain = trainer(model)
    watched = trainer(model, observers={Iterations(Every()): Rows()})
    again = trainer(model, observers={})
    assert plain._program is again._program
    assert plain._program is not watched._program


@pytest.mark.parametrize(
    ("every", "said"),
    [
        ((0,), "every 0 steps: expected a whole number of at least 1"),
        ((-2, "epochs"), "every -2 epochs"),
        ((1.5,), "every 1.5 steps"),
        ((3, "steps", 4), "every 3 steps, the first 4: expected 1 to 3"),
    ],
)
def test_mistakes_in_how_often(every: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        Every(*every)


def test_epochs_of_an_endless_stream_need_their_length() -> None:
    with pytest.raises(SettingError, match="give steps_per_epoch, or count in steps"):
        gn.Trainer(
            network(), endless(), shuffle=False, observers={Iterations(Every(1, "epochs")): Rows()}
        )


class WithoutOptimizer(keras.Sequential):
    """A train step that moves the weights by itself."""

    def train_step(self, state: Any, data: Any) -> Any:
        trainable, *rest = state
        return {"loss": jnp.float32(0)}, ([value * 0.5 for value in trainable], *rest)


def test_gradients_that_nobody_computes_cannot_be_seen() -> None:
    model = WithoutOptimizer([keras.Input((5,)), layers.Dense(1)])
    model.compile("sgd", loss="mse")
    with pytest.raises(SettingError, match="record: the gradients of WithoutOptimizer"):
        trainer(model, observers={Weights(Every()): Rows()}).run(steps=1)
    trainer(own_step(), observers={Weights(Every()): (rows := Rows())}).run(steps=1)
    assert rows.steps == [1]
