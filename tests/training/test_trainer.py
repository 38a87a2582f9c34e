"""`gn.Trainer`: runs that add up, states that can be kept, and a model that others may change."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from keras import layers
from parity import Batches, endless, five_batches, points

from glassnet.errors import SettingError


def network(units: int = 6) -> Any:
    """With all that keeps state of its own: Dropout, BatchNorm, Adam, a metric."""
    keras.utils.set_random_seed(3)
    model = keras.Sequential(
        [
            keras.Input((5,)),
            layers.Dense(units, "tanh"),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(1, "sigmoid"),
        ]
    )
    model.compile("adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


def trainer(*, data: Any = five_batches, **arguments: Any) -> gn.Trainer:
    """Five steps an epoch; of `points` the last one is partial."""
    return gn.Trainer(network(), *data(), batch_size=8, **arguments)


def assert_same(one: Any, other: Any) -> None:
    jax.tree.map(np.testing.assert_array_equal, one, other)
    assert jax.tree.structure(one) == jax.tree.structure(other)


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("shuffle", [False, True, "batch"])
def test_steps_one_by_one_equal_steps_together(fused: bool, shuffle: Any) -> None:
    single = trainer(data=points, fused=fused, shuffle=shuffle)
    parts = [single.run(steps=1) for _ in range(33)]
    ended = [part for part in parts if part]  # an epoch ended in that step
    history = {name: np.concatenate([part[name] for part in ended]) for name in ended[0]}
    together = trainer(data=points, fused=fused, shuffle=shuffle)
    assert_same(together.run(steps=33), history)
    assert (together.epoch, together.step) == (single.epoch, single.step) == (6, 3)
    assert together.logs == single.logs
    assert_same(together.state, single.state)


@pytest.mark.parametrize("fused", [False, True])
def test_epochs_one_by_one_equal_epochs_together(fused: bool) -> None:
    single, together = (trainer(data=points, fused=fused) for _ in range(2))
    np.random.seed(5)
    losses = [single.run(epochs=1)["loss"][0] for _ in range(3)]
    np.random.seed(5)
    assert together.run(epochs=3)["loss"].tolist() == losses
    assert_same(together.state, single.state)


def test_steps_equal_epochs() -> None:
    by_steps, by_epochs = trainer(fused=False), trainer(fused=False)
    np.random.seed(5)
    history = by_steps.run(steps=10)
    np.random.seed(5)
    np.testing.assert_equal(by_epochs.run(epochs=2), history)
    assert_same(by_steps.state, by_epochs.state)


def test_an_epoch_under_way_is_finished_first() -> None:
    ours = trainer()
    ours.run(steps=7)
    assert (ours.epoch, ours.step) == (1, 2)
    history = ours.run(epochs=1)
    assert (ours.epoch, ours.step) == (2, 0)
    assert len(history["loss"]) == 1


@pytest.mark.parametrize("before", [0, 5, 7])
def test_restored_it_goes_on_as_it_did(before: int) -> None:
    ours = trainer()
    ours.run(steps=before)
    state = ours.state
    ours.run(steps=11)
    expected = ours.state
    ours.restore(state)
    assert (ours.epoch, ours.step) == divmod(before, 5)
    ours.run(steps=11)
    assert_same(ours.state, expected)


def test_rewound_it_starts_again() -> None:
    ours = trainer()
    start = ours.state
    history = ours.run(epochs=3)
    ours.run(steps=2)
    ours.rewind()
    assert_same(ours.state, start)
    assert_same(ours.run(epochs=3), history)


def test_a_state_is_a_pytree_of_arrays() -> None:
    ours = trainer()
    ours.run(steps=7)
    leaves, structure = jax.tree.flatten(ours.state)
    assert all(hasattr(leaf, "dtype") for leaf in leaves)
    assert_same(jax.tree.unflatten(structure, leaves), ours.state)
    weights = [np.asarray(v) for v in ours.model.trainable_variables]
    assert_same([np.asarray(v) for v in ours.state.variables.trainable], weights)


def test_a_state_outlives_what_keras_does_with_the_model() -> None:
    """Keras' fit and evaluate give the model's own buffers away."""
    ours = trainer()
    ours.run(steps=7)
    state = ours.state
    kept = jax.tree.map(np.array, state)
    ours.run(steps=11)
    expected = ours.state
    for _ in range(2):
        ours.model.fit(*points(), epochs=2, verbose=0)
        ours.model.evaluate(*points(), verbose=0)
        ours.restore(state)
        assert_same(state, kept)
        ours.run(steps=11)
        assert_same(ours.state, expected)
    ours.model.fit(*points(), verbose=0)
    ours.rewind()


def test_a_model_compiled_anew_wants_a_new_trainer() -> None:
    ours = trainer()
    ours.run(epochs=1)
    ours.model.layers[0].trainable = False
    with pytest.raises(SettingError, match=r"make a new gn\.Trainer"):
        ours.run(epochs=1)
    ours.model.layers[0].trainable = True
    ours.run(epochs=1)
    ours.model.compile("sgd", loss="mse")
    with pytest.raises(SettingError, match=r"make a new gn\.Trainer"):
        ours.run(steps=1)


def test_a_state_of_another_model_is_refused() -> None:
    ours, other = trainer(), gn.Trainer(network(units=7), *points())
    before = ours.state
    with pytest.raises(SettingError, match="the state is from another model"):
        ours.restore(other.state)
    assert_same(ours.state, before)


IN_ANOTHER_PROCESS = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from test_trainer import trainer, load, save
ours = trainer()
ours.run(steps=7)              # the structure of a state in the middle of an epoch
structure = ours.state
ours.run(steps=1)
load(ours, structure, sys.argv[2])
ours.run(steps=11)
save(ours.state, sys.argv[3])
"""


def save(state: Any, path: Any) -> None:
    np.savez(path, *jax.tree.leaves(state))


def load(ours: gn.Trainer, like: Any, path: Any) -> None:
    with np.load(path) as saved:
        leaves = [saved[f"arr_{number}"] for number in range(len(saved))]
    ours.restore(jax.tree.unflatten(jax.tree.structure(like), leaves))


def test_a_saved_state_goes_on_in_another_process(tmp_path: Path) -> None:
    ours = trainer()
    ours.run(steps=7)
    save(ours.state, tmp_path / "before.npz")
    ours.run(steps=11)
    here = str(Path(__file__).parent)
    paths = [str(tmp_path / name) for name in ("before.npz", "after.npz")]
    subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS, here, *paths], check=True)
    with np.load(tmp_path / "after.npz") as saved:
        theirs = [saved[f"arr_{number}"] for number in range(len(saved))]
    assert_same(theirs, [np.asarray(leaf) for leaf in jax.tree.leaves(ours.state)])


def test_what_is_assigned_between_runs_counts() -> None:
    model = network()
    model.compile(keras.optimizers.SGD(0.5), loss="binary_crossentropy")
    ours = gn.Trainer(model, *points(), shuffle=False, fused=False)
    ours.run(epochs=1)
    model.layers[0].kernel.assign(np.ones((5, 6), "float32"))
    model.optimizer.learning_rate = 0.0
    ours.run(epochs=1)
    np.testing.assert_array_equal(model.layers[0].kernel, np.ones((5, 6)))
    model.optimizer.learning_rate = 0.1
    ours.run(epochs=1)
    assert np.ptp(model.layers[0].kernel) > 0


def test_logs_are_the_running_metrics_of_keras() -> None:
    """What model.fit tells a callback after each batch."""
    expected: list[dict[str, float]] = []

    class Running(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            expected.append(dict(logs))

    arguments: dict[str, Any] = {"batch_size": 8, "shuffle": False}
    network().fit(*points(), verbose=0, callbacks=[Running()], **arguments)
    ours = gn.Trainer(network(), *points(), fused=False, **arguments)
    for logs in expected:
        ours.run(steps=1)
        assert ours.logs == logs


def test_it_says_where_it_stands() -> None:
    ours = trainer()
    assert (ours.epoch, ours.step, ours.steps_per_epoch, ours.logs) == (0, 0, 5, {})
    assert gn.Trainer(network(), endless(), shuffle=False).steps_per_epoch is None


@pytest.mark.parametrize(
    "arguments", [{}, {"epochs": 1, "steps": 1}, {"epochs": -1}, {"steps": -1}], ids=str
)
def test_run_wants_one_number(arguments: Any) -> None:
    with pytest.raises(SettingError, match="run: "):
        trainer().run(**arguments)


def test_validation_runs_where_it_is_due() -> None:
    ours = trainer(validation_data=points(), validation_freq=2)
    history = ours.run(epochs=4)
    assert len(history["val_loss"]) == 2
    expected = ours.model.evaluate(*points(), verbose=0, return_dict=True)
    assert ours.validate() == pytest.approx(
        {f"val_{name}": value for name, value in expected.items()}, abs=1e-6
    )


def test_a_stream_is_restored_between_epochs_only() -> None:
    ours = gn.Trainer(network(), Batches(), shuffle=False, fused=False)
    ours.run(epochs=1)
    between = ours.state
    history = ours.run(epochs=1)
    ours.run(steps=2)
    within = ours.state
    ours.run(steps=1)
    with pytest.raises(SettingError, match="between two epochs"):
        ours.restore(within)
    ours.restore(between)
    assert_same(ours.run(epochs=1), history)


@pytest.mark.parametrize("rows", [20, 70])
def test_a_state_of_other_data_is_refused(rows: int) -> None:
    ours = trainer()
    ours.run(steps=2)
    x, y = points()
    other = gn.Trainer(network(), np.resize(x, (rows, 5)), np.resize(y, (rows, 1)), batch_size=8)
    with pytest.raises(SettingError, match=f"{rows} rows in batches of 8"):
        other.restore(ours.state)


def test_what_is_no_state_is_refused() -> None:
    nothing: Any = None
    with pytest.raises(SettingError, match="expected a TrainingState, got NoneType"):
        trainer().restore(nothing)


@pytest.mark.parametrize("steps", [-1, 1.5, "two"])
def test_a_number_of_steps_that_is_none(steps: Any) -> None:
    with pytest.raises(SettingError, match="expected a whole number of at least 0"):
        trainer().run(steps=steps)


def aligned(array: Any) -> Any:
    """A copy where a device on the host would share the memory."""
    memory = np.empty(array.nbytes + 64, np.uint8)
    start = -memory.ctypes.data % 64
    copy = memory[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def test_data_changed_afterwards_do_not_matter() -> None:
    x, y = (aligned(np.asarray(part, np.float32)) for part in points())
    here = gn.Trainer(network(), x, y, batch_size=8, validation_data=(x, y))
    first = here.run(epochs=3)
    here.rewind()
    x[...] = 0
    assert_same(here.run(epochs=3), first)


@pytest.mark.parametrize(
    "change",
    [
        {"step": np.array(-1)},
        {"order": np.full(40, 99, np.int32)},
        {"order": np.zeros(40, np.int32)},
    ],
)
def test_a_position_that_cannot_be_is_refused(change: Any) -> None:
    here = trainer()
    here.run(steps=2)
    with pytest.raises(SettingError, match="restore: the state is from other data"):
        here.restore(dataclasses.replace(here.state, **change))


class Fussy(keras.Sequential):
    """A train step that cannot be traced for a partial batch."""

    def train_step(self, state: Any, data: Any) -> Any:
        if data[0].shape[0] != 8:
            raise RuntimeError("a whole batch, please")
        return super().train_step(state, data)


@pytest.mark.parametrize("stream", [False, True])
def test_after_an_error_the_model_has_the_weights_of_the_last_program(stream: bool) -> None:
    keras.utils.set_random_seed(3)
    model = Fussy([keras.Input((5,)), layers.Dense(1)])
    model.compile("sgd", loss="mse")
    start = model.get_weights()[0]
    x, y = points()
    if stream:
        batches = ((x[first : first + 8], y[first : first + 8]) for first in range(0, 37, 8))
        here = gn.Trainer(model, batches, shuffle=False)
    else:
        here = gn.Trainer(model, x, y, batch_size=8)
    with pytest.raises(RuntimeError, match="a whole batch"):
        here.run(steps=5)
    assert np.isfinite(model.get_weights()[0]).all()
    assert (model.get_weights()[0] != start).any()


def test_a_second_fit_with_averages() -> None:
    """At a training's end Keras writes the averages to the weights, one array for both, and its
    own fit then fails: against the same numbers in arrays of their own."""
    x, y = points()
    models = [network() for _ in range(2)]
    for model in models:
        model.compile(keras.optimizers.Adam(0.01, use_ema=True), "mse")
        keras.utils.set_random_seed(1)
        gn.fit(model, x, y, epochs=3, verbose=0)
        if model is models[0]:
            for variable in (*model.variables, *model.optimizer.variables):
                variable.assign(np.array(variable))
        gn.fit(model, x, y, epochs=3, verbose=0)
    for one, other in zip(models[0].get_weights(), models[1].get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_an_interrupt_between_dispatch_and_result_leaves_the_weights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program has taken the arrays that the model had; its own are there already."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    x = np.arange(8, dtype="float32").reshape(4, 2)
    trained = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    trained.compile("sgd", "mse")
    alone = gn.Trainer(trained, x, x[:, :1], batch_size=4)
    before = trained.get_weights()
    monkeypatch.setattr("glassnet.training.loaders.DeviceArrays.skip", interrupted)
    with pytest.raises(KeyboardInterrupt):
        alone.run(epochs=1)
    assert not np.array_equal(trained.get_weights()[0], before[0])
