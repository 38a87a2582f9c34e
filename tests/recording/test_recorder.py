"""Everything that can be recorded, against a training that is driven step by step."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import jax
import keras
import numpy as np
import pytest
from keras import layers
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.util.tensor_util import make_ndarray

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.recording.quantities import QUANTITIES, Histogram
from glassnet.recording.summaries import histogram_buckets
from glassnet.training.batching import BatchLayout

BATCH = 8
RATE = 0.5


SHUFFLED = {"epochs": 5, "shuffle": True, "validation_split": 0.25}
WHOLE = 32  # rows; a partial batch is as much to compile as all of them


def data(rows: int = 29) -> tuple[Any, Any]:
    x = np.random.default_rng(0).normal(size=(rows, 3)).astype("float32")
    return x, (x[:, :1] > 0).astype("float32")


@functools.cache
def built(normalised: bool) -> tuple[Any, Any]:
    """A model and its first weights. It has been trained before: a first fit draws otherwise."""
    model = new_network(normalised)
    weights = model.get_weights()
    if not normalised:  # that one is never shuffled
        fit(model, None, **SHUFFLED)
    return model, weights


def new_network(normalised: bool = False) -> Any:
    keras.utils.set_random_seed(3)
    hidden = layers.Dense(4, "tanh", bias_initializer="normal", name="hidden")
    out = layers.Dense(1, "sigmoid", bias_initializer="normal", name="out")
    between = [layers.BatchNormalization(name="normal")] if normalised else []
    model = keras.Sequential([keras.Input((3,)), hidden, *between, out])
    model.compile(keras.optimizers.SGD(RATE), loss="binary_crossentropy", metrics=["accuracy"])
    return model


def network(normalised: bool = False) -> Any:
    """The same for all tests, as new: each traces only what no other has traced."""
    model, weights = built(normalised)
    model.set_weights(weights)
    return model


def unit() -> Any:
    """A new model that compiles quickly."""
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1, "sigmoid", name="out")])
    model.compile("sgd", loss="mse")
    return model


def fit(model: Any, recording: Any, rows: int = WHOLE, **arguments: Any) -> Any:
    wanted = {"batch_size": BATCH, "shuffle": False, "verbose": 0, "fused": False} | arguments
    x, y = data(rows)
    return gn.fit(model, x, y, callbacks=recording, **wanted)


def values(model: Any) -> dict[str, Any]:
    prefix = f"{model.name}/"
    return {v.path.removeprefix(prefix): np.array(v.value) for v in model.variables}


def step_by_step(steps: int) -> list[tuple[Any, dict[str, Any], dict[str, float]]]:
    """At each step: the weights before it, the variables and the logs after it."""
    model = network(normalised=True)
    trainer = gn.Trainer(model, *data(), batch_size=BATCH, shuffle=False, fused=False)
    seen = []
    for _ in range(steps):
        before = model.get_weights()
        trainer.run(steps=1)
        seen.append((before, values(model), trainer.logs))
    return seen


TRAINABLE = [
    f"{layer}/{kind}"
    for layer, kinds in {
        "hidden": ["kernel", "bias"],
        "normal": ["gamma", "beta"],
        "out": ["kernel", "bias"],
    }.items()
    for kind in kinds
]
NAMES = [*TRAINABLE, "normal/moving_mean", "normal/moving_variance"]
SIZES = ["gradient_norm", "update_norm", "update_ratio"]
STEPS = 11  # of epochs of 4 steps, the last of 5 rows


@pytest.fixture(scope="module")
def seen() -> Any:
    return step_by_step(STEPS)


def with_weights(weights: Any) -> Any:
    """The model as it was before a step."""
    model = network(normalised=True)
    model.set_weights(weights)
    return model


def everything() -> gn.Recording:
    whats = [what for what in QUANTITIES if what not in ("boundary", "pr_curves", "images")]
    return gn.Recording([*whats, "images"], every=1)


@pytest.fixture(scope="module")
def recording() -> Any:
    taken = everything()
    fit(network(normalised=True), taken, rows=29, epochs=3)
    return taken


def batch(step: int) -> tuple[Any, Any]:
    rows = slice((step % 4) * BATCH, (step % 4 + 1) * BATCH)
    return tuple(array[rows] for array in data())


@functools.cache
def gradients_of_the_loss() -> tuple[list[str], Any]:
    """The variables' names; a function of their values, the others', x and y."""
    model = network(normalised=True)

    def loss(trainable: Any, frozen: Any, x: Any, y: Any) -> Any:
        answers, _ = model.stateless_call(trainable, frozen, x, training=True)
        return keras.losses.BinaryCrossentropy()(y, answers)

    names = [v.path.removeprefix(f"{model.name}/") for v in model.trainable_variables]
    return names, jax.jit(jax.grad(loss))


def gradients(model: Any, step: int) -> Mapping[str, Any]:
    names, gradient = gradients_of_the_loss()
    groups = (model.trainable_variables, model.non_trainable_variables)
    found = gradient(*([v.value for v in group] for group in groups), *batch(step))
    return dict(zip(names, found, strict=True))


def check_histogram(series: Any, step: int, expected: Any) -> None:
    row = Histogram(*(each[step][None] for each in series.values))
    found = histogram_buckets(*(np.asarray(each) for each in row))[0]
    np.testing.assert_array_equal(
        found, make_ndarray(histogram_pb("", expected).value[0].tensor), err_msg=str(step)
    )


def test_weights_are_those_after_each_step(recording: Any, seen: Any) -> None:
    for step, (_, after, _) in enumerate(seen):
        for name in NAMES:
            check_histogram(recording[f"{name}/histogram"], step, after[name])
            np.testing.assert_array_equal(recording[f"{name}/image"].values[step], after[name])
            norm = np.linalg.norm(after[name].astype(float))
            np.testing.assert_allclose(recording[f"{name}/norm"].values[step], norm, rtol=1e-6)


def test_gradients_are_those_of_the_steps_batch(recording: Any, seen: Any) -> None:
    for step, (before, _, _) in enumerate(seen):
        for name, gradient in gradients(with_weights(before), step).items():
            low, high, counts = recording[f"{name}/gradient"].values
            np.testing.assert_allclose(low[step], np.min(gradient), rtol=1e-3, atol=1e-6)
            np.testing.assert_allclose(high[step], np.max(gradient), rtol=1e-3, atol=1e-6)
            assert counts[step].sum() == gradient.size
            norm = recording[f"{name}/gradient_norm"].values[step]
            np.testing.assert_allclose(norm, np.linalg.norm(gradient), rtol=1e-3, atol=1e-6)


def test_updates_are_what_the_step_added(recording: Any, seen: Any) -> None:
    for step, (weights, after, _) in enumerate(seen):
        before = values(with_weights(weights))
        for name in TRAINABLE:
            update = after[name] - before[name]
            check_histogram(recording[f"{name}/update"], step, update)
            # A bias that is 0 has no ratio: infinity.
            size, of = np.linalg.norm(update), np.linalg.norm(before[name])
            found = {tag: recording[f"{name}/{tag}"].values[step] for tag in SIZES}
            np.testing.assert_allclose(found["update_norm"], size, rtol=1e-5)
            with np.errstate(divide="ignore"):
                np.testing.assert_allclose(found["update_ratio"], size / of, rtol=1e-5)
            # Plain SGD: the update is the gradient times the rate.
            np.testing.assert_allclose(size, RATE * found["gradient_norm"], rtol=1e-3, atol=1e-6)


def test_activations_are_those_before_the_step(recording: Any, seen: Any) -> None:
    x, _ = data()
    model = network(normalised=True)
    outputs = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    for step, (before, _, _) in enumerate(seen):
        model.set_weights(before)
        for layer, output in zip(model.layers, outputs.predict_on_batch(x), strict=True):
            low, high, counts = recording[f"{layer.name}/output"].values
            np.testing.assert_allclose(low[step], output.min(), rtol=1e-4, atol=1e-6)
            np.testing.assert_allclose(high[step], output.max(), rtol=1e-4, atol=1e-6)
            assert counts[step].sum() == output.size


def test_metrics_are_those_so_far_in_the_epoch(recording: Any, seen: Any) -> None:
    assert recording["loss"].steps.tolist() == list(range(1, 13))
    for step, (_, _, logs) in enumerate(seen):
        for name in ("loss", "accuracy"):
            assert recording[name].values[step] == np.float32(logs[name])
    assert (recording["learning_rate"].values == RATE).all()


def test_a_schedule() -> None:
    schedule = keras.optimizers.schedules.CosineDecay(0.3, 20)
    recording = gn.Recording("learning_rate", every=3)
    model = unit()
    model.compile(keras.optimizers.SGD(schedule), "mse")
    fit(model, recording, epochs=4)
    series = recording["learning_rate"]
    assert series.steps.tolist() == [3, 6, 9, 12, 15]
    expected = [float(schedule(step)) for step in series.steps]
    np.testing.assert_allclose(series.values, expected, rtol=1e-6)


def test_only_what_fits_under_the_tags_that_were_given() -> None:
    records = [
        gn.Record("weights", ["*/kernel", "out/?ias"], tags={"hidden/kernel": "w1"}),
        gn.Record("activations", "out", tags="a_{name}", every=gn.Every(2, "epochs")),
        gn.Record("metrics", "loss", every=gn.Every(2, "epochs", first=1)),
    ]
    recording = gn.Recording(records, every=5)
    fit(network(), recording, epochs=4)
    steps = {tag: series.steps.tolist() for tag, series in recording.series.items()}
    assert steps == {
        "w1": [5, 10, 15],
        "out/kernel/histogram": [5, 10, 15],
        "out/bias/histogram": [5, 10, 15],
        "a_out": [8, 16],
        "loss": [4, 12],
    }


@pytest.mark.parametrize("fused", [False, pytest.param(True, marks=pytest.mark.long)])
def test_recording_changes_nothing(fused: bool) -> None:
    whats = [what for what in QUANTITIES if what not in ("boundary", "pr_curves")]
    results = []
    for recording in (None, gn.Recording(whats, every=2)):
        model = network()
        np.random.seed(0)
        history = fit(model, recording, fused=fused, **SHUFFLED).history
        results.append((model.get_weights(), history))
    (alone, expected), (watched, history) = results
    assert list(history) == list(expected)
    compare = np.testing.assert_allclose if fused else exactly
    for found, wanted in zip(watched, alone, strict=True):
        compare(found, wanted, rtol=1e-4, atol=1e-6)
    for name, column in expected.items():
        compare(history[name], column, rtol=1e-4, atol=1e-6)


def exactly(found: Any, wanted: Any, **_: Any) -> None:
    np.testing.assert_array_equal(found, wanted)


def test_equal_recordings_share_one_program_and_both_get_everything() -> None:
    model = unit()
    trainings = lambda: sum(
        isinstance(key[0], BatchLayout) for key in model.__dict__["_glassnet_programs"].programs
    )
    recordings = [gn.Recording("weight_norms", every=every) for every in (2, 2, 3)]
    for recording, count in zip(recordings, (1, 1, 2), strict=True):
        fit(model, recording, epochs=1)
        assert trainings() == count
    first, second = recordings[:2]
    fit(model, [first, second], epochs=2)
    assert trainings() == 2
    assert set(first.series) == set(second.series) == {"out/kernel/norm", "out/bias/norm"}
    for tag, series in first.series.items():
        np.testing.assert_array_equal(series.values, second[tag].values)


class Towers(keras.Model):
    """Two models inside, each with a layer of the same name."""

    def __init__(self) -> None:
        super().__init__()
        named = lambda: [keras.Input((3,)), layers.Dense(1, name="same")]
        self.towers = [keras.Sequential(named(), name="tower") for _ in range(2)]

    def call(self, x: Any) -> Any:
        return self.towers[0](x) + self.towers[1](x)


def test_variables_of_the_same_name_are_told_apart() -> None:
    keras.utils.set_random_seed(0)
    model = Towers()
    model.compile("sgd", "mse")
    recording = gn.Recording("images")
    fit(model, recording, epochs=1)
    assert len(recording.series) == 4
    first, second = (tower.layers[0].kernel.value for tower in model.towers)
    (path,) = {tower.layers[0].kernel.path for tower in model.towers}
    np.testing.assert_array_equal(recording[f"{path}/image"].values[-1], first)
    np.testing.assert_array_equal(recording[f"{path}_1/image"].values[-1], second)


@pytest.mark.long
def test_mixed_precision() -> None:
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = new_network()
        recording = gn.Recording(["activations", "gradients", "update_ratios"], every=4)
        fit(model, recording, epochs=1)
    finally:
        keras.config.set_dtype_policy("float32")
    assert all(np.isfinite(series.values[0]).all() for series in recording.series.values())
    assert recording["hidden/output"].values[2].sum() == WHOLE * 4


def test_weights_that_are_no_numbers() -> None:
    model = network(normalised=True)
    model.get_layer("out").kernel.assign(np.full((4, 1), np.nan))
    recording = everything()
    fit(model, recording, rows=29, epochs=3)
    low, high, counts = recording["out/kernel/histogram"].values
    assert (low == np.inf).all()
    assert (high == -np.inf).all()
    assert (counts == 0).all()
    assert np.isnan(recording["out/kernel/norm"].values).all()


MISTAKES = {
    "Did you mean gradients": lambda: gn.Record("gradient"),
    "record 'nonsense': not a quantity that can be recorded. Known: [^:]*$": (
        lambda: gn.Record("nonsense")
    ),
    "record '7': not a quantity that can be recorded": lambda: gn.Recording(7),
    "names 5: expected a pattern": lambda: gn.Record("weights", names=5),
    "tags 5: expected a pattern": lambda: gn.Record("weights", tags=5),
    "every 5: expected gn.Every": lambda: gn.Record("weights", every=5),
    "probe: the model does not take an input of shape \\(3, 5\\); .* \\(None, 3\\)": (
        lambda: gn.Recording("activations", probe=np.zeros((3, 5)))
    ),
    "probe: the model does not take an input": (lambda: gn.Recording("activations", probe="x")),
    "every 0 steps": lambda: gn.Recording("weights", every=0),
    "every -1 epochs": lambda: gn.Every(-1, "epochs"),
    "no name matches 'kernle'. There are: hidden/bias, hidden/kernel": (
        lambda: gn.Recording(gn.Record("weights", "kernle"))
    ),
    "no name matches 'x'. There are: accuracy, loss": (
        lambda: gn.Recording(gn.Record("metrics", "x"))
    ),
    "no name matches 'x'. There are: hidden, out": (
        lambda: gn.Recording(gn.Record("activations", "x"))
    ),
    "arrays x with two features, \\[rows, 2\\]": lambda: gn.Recording("boundary"),
    "2 values have the tag 'mine'": (
        lambda: gn.Recording(gn.Record("weights", "hidden/*", tags="mine"))
    ),
    "2 values have the tag 'accuracy'": (
        lambda: gn.Recording(["metrics", gn.Record("metrics", every=gn.Every(7))])
    ),
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes_get_one_line(line: str) -> None:
    with pytest.raises(SettingError, match=line) as raised:
        fit(network(), MISTAKES[line](), epochs=1)
    assert "\n" not in str(raised.value)
