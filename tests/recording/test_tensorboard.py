"""`gn.TensorBoard` against keras.callbacks.TensorBoard's rules and plain arithmetic."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from boards import (
    Batches,
    board,
    data,
    endless,
    fit,
    keras_fit,
    network,
    new_network,
    read,
    steps,
)
from PIL import Image
from plugin_pages import Pages
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.util.tensor_util import make_ndarray

import glassnet as gn

# Alike in several tests, so that one program serves them.
USUAL = {"histogram_freq": 1, "update_freq": 2, "record": "gradient_norms"}
EVERYTHING = {
    "histogram_freq": 1,
    "write_images": True,
    "update_freq": "batch",
    "record": ["activations", "weight_norms", "boundary"],
    "probe": data()[0][:9],
}
ALIKE: dict[str, Any] = {
    "all": ({}, {"validation_split": 0.25}),
    "at times": (
        {"update_freq": 3, "histogram_freq": 2, "every": 3},
        {"initial_epoch": 2, "validation_split": 0.25, "validation_freq": 2},
    ),
    "later": ({"update_freq": 3, "histogram_freq": 2}, {"initial_epoch": 2}),
    "validation at times": (
        {"update_freq": "epoch"},
        {"validation_split": 0.3, "validation_freq": 2},
    ),
    "steps": ({"every": 3}, {}),
}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Of a case of ALIKE, by gn.fit and by keras.Model.fit: the folder, and gn.fit's history."""

    @functools.cache
    def trained(case: str) -> tuple[Path, dict[str, Any]]:
        options, arguments = ALIKE[case]
        folder, wanted = tmp_path_factory.mktemp("alike"), EVERYTHING | options
        histories = [
            fit(network(), board(folder / name, **wanted), by=by, epochs=5, **arguments).history
            for name, by in (("ours", gn.fit), ("keras", keras_fit))
        ]
        return folder, histories[0]

    return trained


def test_folders_tags_and_steps_are_those_of_keras(logs: Any) -> None:
    """Read off keras.callbacks.TensorBoard's source (3.15)."""
    folder, history = logs("all")
    assert sorted(path.name for path in (folder / "ours").iterdir()) == ["train", "validation"]
    train, validation = read(folder / "ours/train"), read(folder / "ours/validation")
    epochs = tuple(range(5))
    assert steps(validation) == {name: [*epochs] for name in ("epoch_loss", "epoch_accuracy")}
    names = ("kernel", "bias")
    weights = [f"net/out/{w}/{kind}" for w in names for kind in ("histogram", "image")]
    recorded = ["out/output", "decision_boundary", *(f"out/{w}/norm" for w in names)]
    each_epoch = ("epoch_loss", "epoch_accuracy", "epoch_learning_rate", *weights, *recorded)
    assert {tag: tuple(found) for tag, found in steps(train).items()} == {
        **dict.fromkeys(each_epoch, epochs),
        **dict.fromkeys(("batch_loss", "batch_accuracy"), tuple(range(1, 16))),
        **dict.fromkeys(("model/summary", "model/settings"), (0,)),
    }
    for name, column in history.items():
        log = validation if name.startswith("val_") else train
        found = list(log[f"epoch_{name.removeprefix('val_')}"].values())
        np.testing.assert_array_equal(found, np.float32(column))


def test_they_come_as_often_as_keras_has_them(logs: Any) -> None:
    folder, _ = logs("at times")
    train, validation = (steps(read(folder / "ours" / part)) for part in ("train", "validation"))
    assert train["net/out/bias/histogram"] == train["net/out/bias/image"] == [2, 4]
    assert train["batch_loss"] == [9, 12, 15]  # epochs 2 to 4 of 3 steps
    assert train["epoch_loss"] == [2, 3, 4]
    assert validation["epoch_loss"] == [3]


@pytest.mark.parametrize(
    "case",
    [
        "all",
        "at times",
        *(pytest.param(case, marks=pytest.mark.long) for case in list(ALIKE)[2:]),
    ],
)
def test_model_fit_writes_what_gn_fit_writes(case: str, logs: Any) -> None:
    folder, _ = logs(case)
    for part in ("train", "validation"):
        if (folder / "keras" / part).exists():
            ours, theirs = read(folder / "ours" / part), read(folder / "keras" / part)
            assert steps(ours) == steps(theirs)
            for tag in set(theirs) - {"model/settings"}:
                for step, value in theirs[tag].items():
                    if value.dtype.kind == "f":
                        close = {"rtol": 1e-5, "atol": 1e-7}
                        np.testing.assert_allclose(ours[tag][step], value, **close, err_msg=tag)
                    else:
                        np.testing.assert_array_equal(ours[tag][step], value, tag)


def test_weights_are_those_of_each_epoch(tmp_path: Path) -> None:
    fit(network(), board(tmp_path, **USUAL), epochs=3)
    log = read(tmp_path / "train")
    np.random.seed(5)  # as `fit` does
    trainer = gn.Trainer(network(), *data(), batch_size=8, fused=False)
    for epoch in range(3):
        trainer.run(epochs=1)
        for variable in trainer.model.trainable_variables:
            wanted = make_ndarray(histogram_pb("", np.asarray(variable.value)).value[0].tensor)
            np.testing.assert_array_equal(log[f"{variable.path}/histogram"][epoch], wanted)


def programs(model: Any) -> dict[Any, Any]:
    """What the model was compiled to, and how long that took."""
    kept = model.__dict__["_glassnet_programs"].programs
    return {key: (each, getattr(each, "compile_seconds", None)) for key, each in kept.items()}


def test_with_nothing_to_record_the_program_is_the_same_object(tmp_path: Path) -> None:
    model = network()
    fit(model)
    before = programs(model)
    fit(model, board(tmp_path))
    assert programs(model) == before


def test_a_second_fit_compiles_nothing(tmp_path: Path) -> None:
    model = network()
    fit(model, board(tmp_path / "first", **USUAL))
    before = programs(model)
    fit(model, board(tmp_path / "second", **USUAL))
    assert programs(model) == before


def test_several_at_once_and_one_for_two_trainings(tmp_path: Path) -> None:
    both = [board(tmp_path / name, **USUAL) for name in "ab"]
    model = network()
    fit(model, *both, epochs=2)
    a, b = (read(tmp_path / name / "train") for name in "ab")
    assert steps(a) == steps(b)
    fit(model, both[0], epochs=4, initial_epoch=2)
    assert list(read(tmp_path / "a" / "train")["epoch_loss"]) == [0, 1, 2, 3]
    assert list(read(tmp_path / "a" / "train")["net/out/bias/histogram"]) == [0, 1, 2, 3]


class Stops(keras.callbacks.Callback):
    """Reads the logs alone, so that whole chunks run before it is told."""

    reads_model = False

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.model.stop_training = epoch == 6


@pytest.mark.parametrize("order", [1, -1])
def test_a_stop_within_a_chunk_leaves_the_epochs_there_were(order: int, tmp_path: Path) -> None:
    callbacks = [Stops(), board(tmp_path, **USUAL)][::order]
    model = network()
    fit(model, *callbacks, epochs=50)
    log = read(tmp_path / "train")
    for tag in ("epoch_loss", "epoch_learning_rate", "net/out/kernel/histogram"):
        assert list(log[tag]) == list(range(7)), tag
    assert list(log["out/kernel/gradient_norm"]) == list(range(7))
    assert list(log["batch_loss"]) == list(range(2, 29, 2))
    last = make_ndarray(histogram_pb("", model.get_weights()[0]).value[0].tensor)
    np.testing.assert_array_equal(log["net/out/kernel/histogram"][6], last)


@pytest.mark.parametrize("place", [0, 1])
def test_the_learning_rate_is_that_which_keras_would_see(place: int, tmp_path: Path) -> None:
    """Before or after a callback that changes it, by their order in the list."""
    schedule = keras.callbacks.LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1))
    callbacks: list[Any] = [schedule]
    callbacks.insert(place, board(tmp_path))
    fit(network(), *callbacks, epochs=3)
    rates = read(tmp_path / "train")["epoch_learning_rate"]
    np.testing.assert_allclose(list(rates.values()), [0.5, 0.25, 0.5 / 3], rtol=1e-6)


def test_a_schedules_learning_rate(tmp_path: Path) -> None:
    schedule = keras.optimizers.schedules.CosineDecay(0.3, 20)
    for name, by in (("ours", gn.fit), ("keras", keras_fit)):
        fit(new_network(keras.optimizers.SGD(schedule)), board(tmp_path / name), by=by, epochs=4)
        rates = read(tmp_path / name / "train")["epoch_learning_rate"]
        assert list(rates) == [0, 1, 2, 3]
        expected = [float(schedule(4 * (epoch + 1))) for epoch in rates]
        np.testing.assert_allclose(list(rates.values()), expected, rtol=1e-6)


def test_an_unbuilt_model(tmp_path: Path) -> None:
    model = new_network(build=False)
    fit(model, board(tmp_path, histogram_freq=1, write_graph=True), epochs=2)
    log = read(tmp_path / "train")
    assert list(log["net/out/kernel/histogram"]) == [0, 1]
    assert {"keras", "__run_graph__", "epoch_loss"} <= set(log)


STREAMS: dict[str, Any] = {
    "PyDataset": (Batches, {}),
    "generator": (endless, {"steps_per_epoch": 4, "shuffle": False}),
}


@pytest.mark.parametrize("kind", [pytest.param("PyDataset", marks=pytest.mark.long), "generator"])
def test_streams(kind: str, tmp_path: Path) -> None:
    make, more = STREAMS[kind]
    model = new_network(keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.3, 20)))
    callback = board(tmp_path, histogram_freq=1, update_freq=2, record="gradient_norms")
    gn.fit(model, make(), epochs=3, verbose=0, callbacks=[callback], **more)
    log = read(tmp_path / "train")
    for tag in ("epoch_loss", "epoch_learning_rate", "net/out/bias/histogram"):
        assert list(log[tag]) == [0, 1, 2], tag
    taken = int(model.optimizer.iterations.value)
    assert list(log["batch_loss"]) == list(range(2, taken + 1, 2))


def test_weights_that_are_no_numbers(tmp_path: Path) -> None:
    model = network()
    model.set_weights([np.full_like(w, np.nan) for w in model.get_weights()])
    fit(model, board(tmp_path, **EVERYTHING), epochs=5, validation_split=0.25)
    log = read(tmp_path / "train")
    assert np.isnan(log["epoch_loss"][0])
    assert (log["net/out/kernel/histogram"][0] == 0).all()
    assert "decision_boundary" in log


def test_pictures_where_histogram_freq_is_0(tmp_path: Path) -> None:
    """TensorFlow writes none and says nothing."""
    model = network()
    fit(model, board(tmp_path, write_images=True), epochs=20)
    log = read(tmp_path / "train")["net/out/kernel/image"]
    assert list(log) == list(range(0, 20, 2))
    width, height, png = log[18]
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (int(width), int(height)) == (2, 1)


def test_the_pages_of_a_tensorboard(tmp_path: Path) -> None:
    callback = gn.TensorBoard(
        tmp_path,
        histogram_freq=1,
        write_images=True,
        update_freq="batch",
        embeddings_freq=1,
        record=["boundary", "pr_curves", "gradients"],
        hparams={"units": 1, "shuffled": True},
    )
    fit(network(), callback, epochs=2, validation_split=0.25)
    pages = Pages(tmp_path)
    losses = pages.get_json("scalars/scalars", run="train", tag="epoch_loss")
    assert [step for _, step, _ in losses] == [0, 1]
    histograms = pages.get_json("histograms/tags")["train"]
    assert set(histograms) == {
        *(f"net/out/{name}/histogram" for name in ("kernel", "bias")),
        *(f"out/{name}/gradient" for name in ("kernel", "bias")),
    }
    distributions = pages.get_json("distributions/tags")["train"]
    assert set(distributions) == set(histograms)
    images = pages.get_json("images/tags")["train"]
    assert set(images) == {"net/out/kernel/image", "net/out/bias/image", "decision_boundary"}
    curves = pages.get_json("pr_curves/pr_curves", run="train", tag="output/pr_curves")["train"]
    assert [curve["step"] for curve in curves] == [0, 1]
    texts = pages.get_json("text/tags")["train"]
    assert set(texts) == {"model/summary", "model/settings"}
    assert b"out (Dense)" in pages.get("text/text", run="train", tag="model/summary")
    assert pages.get_json("graphs/info")["train"]["tags"]
    assert pages.get_json("projector/info", run="train")["embeddings"]
    request = {"startIndex": 0, "sliceSize": 9, "allowedStatuses": ["STATUS_SUCCESS"]}
    (session,) = pages.post_json("hparams/session_groups", request)["sessionGroups"]
    assert session["hparams"] == {"units": 1.0, "shuffled": True}


def test_steps_per_second_in_model_fit(tmp_path: Path) -> None:
    wanted = {"write_steps_per_second": True, "update_freq": 3}
    fit(network(), board(tmp_path, **wanted), by=keras_fit, epochs=2)
    log = read(tmp_path / "train")
    assert list(log["batch_steps_per_second"]) == [3, 6]
    assert list(log["epoch_steps_per_second"]) == [0, 1]
    assert all(value > 0 for value in log["epoch_steps_per_second"].values())


def test_several_steps_an_execution(tmp_path: Path) -> None:
    model = new_network()
    model.steps_per_execution = 3
    fit(model, board(tmp_path, update_freq=2), by=keras_fit, epochs=2)
    assert list(read(tmp_path / "train")["batch_loss"]) == [3, 4, 7, 8]


class Killed(keras.callbacks.Callback):
    reads_model = 3

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch == 10:
            raise InterruptedError


def test_a_resumed_log_is_that_of_a_training_without_break(tmp_path: Path) -> None:
    wanted = {"histogram_freq": 2, "update_freq": 5, "record": "gradient_norms", "every": 3}

    def train(name: str, *more: Any, resume: Any = None) -> None:
        kept = gn.Checkpoints(tmp_path / f"{name}-kept", every_epochs=4)
        fit(network(), board(tmp_path / name, **wanted), kept, *more, epochs=14, resume=resume)

    train("whole")
    with pytest.raises(InterruptedError):
        train("broken", Killed())
    train("broken", resume=tmp_path / "broken-kept")
    whole, broken = read(tmp_path / "whole/train"), read(tmp_path / "broken/train")
    assert steps(broken) == steps(whole)
    for tag in set(whole) - {"model/summary", "model/settings"}:
        np.testing.assert_array_equal(list(broken[tag].values()), list(whole[tag].values()))


def test_what_is_shown_of_a_model_is_the_model_of_this_training(tmp_path: Path) -> None:
    model = new_network()

    def shown(name: str) -> tuple[str, set[str]]:
        """The summary, and the scopes of the step's graph."""
        fit(model, board(tmp_path / name, write_graph=True), epochs=1)
        nodes = EventAccumulator(str(tmp_path / name / "train")).Reload().Graph().node
        summary = str(read(tmp_path / name / "train")["model/summary"][0])
        return summary, {node.name.split("/")[0] for node in nodes}

    before = shown("first")
    assert shown("again") == before
    model.add(keras.layers.Dropout(0.5, name="added"))
    summary, scopes = shown("another layer")
    assert "added" in summary
    assert "added" in scopes


@pytest.mark.parametrize("by", [gn.fit, keras_fit])
def test_a_metric_of_each_class_has_a_chart_for_each(by: Any, tmp_path: Path) -> None:
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    metrics = [keras.metrics.F1Score(), keras.metrics.F1Score("macro", name="mean")]
    model.compile("sgd", "categorical_crossentropy", metrics=metrics)
    x = data()[0]
    y = np.eye(3, dtype="float32")[np.arange(32) % 3]
    logged = board(tmp_path, update_freq=2)
    arguments = {"epochs": 2, "validation_data": (x, y), "callbacks": [logged], "verbose": 0}
    history = by(model, x, y, batch_size=16, **arguments).history
    for part, prefix in (("train", ""), ("validation", "val_")):
        log = read(tmp_path / part)
        for number in range(3):
            found = list(log[f"epoch_f1_score/{number}"].values())
            expected = [each[number] for each in history[f"{prefix}f1_score"]]
            np.testing.assert_array_equal(found, np.float32(expected))
        assert list(log["epoch_mean"].values()) == [np.float32(v) for v in history[f"{prefix}mean"]]
    last = [read(tmp_path / "train")[f"batch_f1_score/{number}"][4] for number in range(3)]
    np.testing.assert_allclose(last, history["f1_score"][-1], rtol=1e-6)
