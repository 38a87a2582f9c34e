"""`gn.fit(…, resume=…)`: against a training that nothing interrupted."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from parity import points
from resuming import (
    BASE,
    CASES,
    EIGHT,
    EPOCHS,
    LONG,
    Breaks,
    Case,
    alone,
    assert_same,
    files,
    fit,
    kept,
    names,
    unbroken,
)
from sampling import some_long
from test_trainer import network

from glassnet.errors import SettingError
from glassnet.training import chunked_training
from glassnet.training.compilation import ChunkSize


@pytest.mark.parametrize("name", some_long(CASES, LONG))
def test_a_broken_training_goes_on_to_the_same_end(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    # Up to its break it is the same training.
    whole = unbroken("all that keeps state" if name == "before the first step" else name)
    with pytest.raises(ZeroDivisionError):
        fit(case, gn.Checkpoints(tmp_path, 3), Breaks(case.broken))
    assert names(tmp_path)[-1] == f"{case.broken // 3 * 3:08d}-00000000"
    assert_same(fit(case, gn.Checkpoints(tmp_path, 3), resume=tmp_path, seed=99), whole)
    if name.startswith("EarlyStopping"):
        assert len(whole.history.epoch) == 9
        # Nothing is left to do, though epochs are.
        assert_same(fit(case, resume=tmp_path, seed=99), whole)


@pytest.mark.parametrize("name", ["all that keeps state", "averaged weights"])
def test_more_epochs_than_at_first(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    fit(case, gn.Checkpoints(tmp_path), epochs=7)
    assert_same(fit(case, resume=tmp_path, seed=99), unbroken(name))


class Begins(keras.callbacks.Callback):
    """Reads the model, so that it is told when an epoch begins."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[int] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epochs.append(epoch)


class BreaksWithin(Begins):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def on_chunk_end(self, trainer: gn.Trainer) -> None:
        newest = names(self.folder)[-1]
        if newest.startswith("00000001-") and not newest.endswith("-00000000"):
            raise ZeroDivisionError


def test_within_an_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Epochs of many chunks, checkpoints within them, and an end after one in the second epoch."""
    monkeypatch.setattr(chunked_training, "CHUNK_SECONDS", 0)  # no epoch is short
    monkeypatch.setattr(ChunkSize, "measure", lambda size, *_: setattr(size, "steps", 300))
    x, y = (np.resize(part, (2_000, part.shape[1])) for part in points())
    case = Case(data=lambda: (x, y), arguments={"batch_size": 2, "epochs": 2})
    with pytest.raises(ZeroDivisionError):
        fit(case, gn.Checkpoints(tmp_path, None, 1e-9), BreaksWithin(tmp_path))
    begins = Begins()
    assert_same(fit(case, begins, resume=tmp_path, seed=99), fit(case))
    # Told again of the epoch under way: nobody told this one.
    assert begins.epochs == [1]


class Counts(keras.callbacks.Callback):
    """Has a state of its own, and notes its events."""

    reads_model = False

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []
        self.state: Any = {"seen": 0, "nan": float("nan"), "table": np.zeros(2, "float32")}

    def checkpoint_state(self) -> Any:
        return self.state

    def resume_from(self, state: Any) -> None:
        self.events.append("resume")
        self.state = state

    def on_train_begin(self, logs: Any = None) -> None:
        self.events.append("train")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.events.append(epoch)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.state = {**self.state, "seen": self.state["seen"] + 1}


def test_callbacks_get_their_states_and_the_epochs_that_are_left(tmp_path: Path) -> None:
    case = BASE
    first = [Counts(), Counts()]
    first[1].state["seen"] = 100
    fit(case, gn.Checkpoints(tmp_path), *first, epochs=7)
    assert first[0].events == ["train", *range(7)]
    second = [Counts(), Counts()]
    fit(case, *second, resume=tmp_path)
    assert second[0].events == ["train", "resume", *range(7, EPOCHS)]
    assert [counts.state["seen"] for counts in second] == [EPOCHS, 100 + EPOCHS]
    assert np.isnan(second[0].state["nan"])
    np.testing.assert_array_equal(second[0].state["table"], np.zeros(2, "float32"))
    assert second[0].state["table"].dtype == "float32"


def test_a_state_that_would_need_pickle_is_refused(tmp_path: Path) -> None:
    counts = Counts()
    counts.state["odd"] = object()
    with pytest.raises(SettingError, match="Counts/odd: values of type object cannot be stored"):
        fit(BASE, gn.Checkpoints(tmp_path), counts)
    assert names(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_with_a_checkpoint(number: int, tmp_path: Path) -> None:
    class Sends(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            if epoch == 4:
                signal.raise_signal(number)

    case = BASE
    before = signal.getsignal(number)
    model = fit(case, gn.Checkpoints(tmp_path, None, None), Sends())
    assert (model.history.interrupted, model.history.signal) == (True, number)
    assert signal.getsignal(number) is before
    assert names(tmp_path)[-1] == "00000005-00000000"
    assert len(model.history.epoch) == 5
    resumed = fit(case, resume=tmp_path, seed=99)
    assert (resumed.history.interrupted, resumed.history.signal) == (False, None)
    assert_same(resumed, alone())


def other_rate() -> Any:
    model = network()
    model.compile(keras.optimizers.Adam(0.5), loss="binary_crossentropy", metrics=["accuracy"])
    return model


OTHERS: dict[str, tuple[Case, str]] = {
    "batch size": (Case(arguments={**EIGHT, "batch_size": 7}), r"batch_size: 8 there, 7 here"),
    "shuffle": (Case(arguments={**EIGHT, "shuffle": False}), "shuffle: true there, false here"),
    "fused": (Case(arguments={**EIGHT, "fused": False}), "fused: true there, false here"),
    "units": (
        Case(lambda: network(7), arguments=EIGHT),
        r"model\.config\.layers\[1\]\.config\.units: 6 there, 7 here",
    ),
    "learning rate": (
        Case(other_rate, arguments=EIGHT),
        r"model\.compile_config\.optimizer\.config\.learning_rate: 0\.001\d* there, 0\.5 here",
    ),
    "rows": (
        Case(data=lambda: tuple(part[:30] for part in points()), arguments=EIGHT),
        r'x: "float32\[27, 5\], CRC.*" there, "float32\[22, 5\], CRC.*" here; y: .*;',
    ),
    "dtype": (
        Case(data=lambda: (points()[0], points()[1].astype("int32")), arguments=EIGHT),
        r'settings: y: "float32\[27, 1\], .*" there, "int32\[27, 1\], .*" here; validation_data',
    ),
    "numbers": (
        Case(data=lambda: (points()[0] + 1, points()[1]), arguments=EIGHT),
        r'settings: x: "float32\[27, 5\], CRC-32 (\w+)" there, "float32\[27, 5\], CRC-32 (?!\1)',
    ),
    "no validation": (Case(arguments={"batch_size": 8}), r"validation_data.* here"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Checkpoints that no test changes."""
    return kept(tmp_path_factory.mktemp("module") / "kept")


@pytest.mark.parametrize("name", OTHERS)
def test_other_settings_are_named(name: str, folder: Path) -> None:
    before = files(folder)
    case, told = OTHERS[name]
    with pytest.raises(SettingError, match=told) as refused:
        fit(case, gn.Checkpoints(folder), resume=folder)
    assert "\n" not in str(refused.value)
    assert files(folder) == before


def test_the_same_model_under_other_automatic_names_is_the_same(folder: Path) -> None:
    keras.utils.set_random_seed(3)
    spare = [network() for _ in range(2)]  # their layers take the first names
    model = network()
    assert model.layers[0].name != spare[0].layers[0].name
    gn.fit(model, *points(), resume=folder, **EIGHT, epochs=EPOCHS, verbose=0)
    assert_same(model, alone())
