"""What `gn.TensorBoard` says to what it cannot do, and what it leaves when something breaks."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from boards import board, endless, fit, keras_fit, network, read
from plugin_pages import Pages

import glassnet as gn
from glassnet.errors import SettingError


def in_the_way(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file"


def train_in_the_way(folder: Path) -> Path:
    (folder / "train").write_text("")
    return folder


@pytest.mark.parametrize("log_dir", [in_the_way, train_in_the_way])
def test_a_file_in_the_way(log_dir: Any, tmp_path: Path) -> None:
    model = network()
    before = model.get_weights()
    with pytest.raises(SettingError, match="choose a log_dir that can be written to") as raised:
        fit(model, board(log_dir(tmp_path)))
    assert "\n" not in str(raised.value)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


MISTAKES: dict[str, dict[str, Any]] = {
    "histogram_freq -1: expected a whole number": {"histogram_freq": -1},
    "histogram_freq 0.5: expected": {"histogram_freq": 0.5},
    "update_freq 0: expected": {"update_freq": 0},
    "update_freq 'epochs': expected": {"update_freq": "epochs"},
    "profile_batch 2: expected 0": {"profile_batch": 2},
    "every 0 steps: expected": {"record": "weights", "every": 0},
    "Did you mean activations": {"record": "activation"},
    "record '5': not a quantity that can be recorded": {"record": 5},
    "hparams 5: expected name": {"hparams": 5},
    r"shape \(3, 5\); expected x as it is trained on, of shape \(None, 2\)": {
        "embeddings_freq": 1,
        "probe": np.zeros((3, 5)),
    },
    "no name matches 'kernle'. There are: out/bias, out/kernel": {
        "record": gn.Record("weights", "kernle")
    },
    "give probe and probe_targets": {"record": "pr_curves", "probe": np.zeros((3, 2))},
    "3 labels for the 32 rows of the probe": {
        "embeddings_freq": 1,
        "embeddings_metadata": ["a", "b", "c"],
    },
    "expected labels, a file's name or layers' files, found 5": {
        "embeddings_freq": 1,
        "embeddings_metadata": 5,
    },
    "no Embedding layer 'words' in the model": {
        "embeddings_freq": 1,
        "embeddings_metadata": {"words": "words.tsv"},
    },
    "values have the tag 'net/out/bias/histogram'": {
        "histogram_freq": 1,
        "record": gn.Record("weights", tags="net/{name}/histogram"),
    },
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistakes_get_one_line(line: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=line) as raised:
        fit(network(), board(tmp_path, **MISTAKES[line]))
    assert "\n" not in str(raised.value)


def test_gradients_in_model_fit(tmp_path: Path) -> None:
    callback = board(tmp_path, record=["weights", "updates"])
    with pytest.raises(SettingError, match=r"TensorBoard: updates: recorded by gn\.fit only"):
        fit(network(), callback, by=keras_fit)


@pytest.mark.parametrize(
    ("metadata", "said"), [(None, "give probe=x"), (["a", "b"], "2 labels for the 9 rows")]
)
def test_embeddings_in_model_fit_are_checked_before_it_trains(
    metadata: Any, said: str, tmp_path: Path
) -> None:
    probe = np.zeros((9, 2)) if metadata else None
    model = network()
    before = model.get_weights()
    callback = board(tmp_path, embeddings_freq=1, embeddings_metadata=metadata, probe=probe)
    with pytest.raises(SettingError, match=said):
        fit(model, callback, by=keras_fit)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_a_stream_has_no_probe(tmp_path: Path) -> None:
    callback = board(tmp_path, record="activations")
    with pytest.raises(SettingError, match="give probe=x"):
        gn.fit(network(), endless(), steps_per_epoch=2, shuffle=False, callbacks=callback)


class Breaks(keras.callbacks.Callback):
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch == 2:
            raise ArithmeticError


def test_an_error_in_training_loses_nothing_that_was_told(tmp_path: Path) -> None:
    callback = board(tmp_path, update_freq=2, hparams={"units": 1})
    with pytest.raises(ArithmeticError):
        fit(network(), callback, Breaks(), epochs=5)
    log = read(tmp_path / "train")
    assert list(log["epoch_loss"]) == [0, 1, 2]
    assert list(log["batch_loss"])[:4] == [2, 4, 6, 8]
    request = {"startIndex": 0, "sliceSize": 9, "allowedStatuses": ["STATUS_FAILURE"]}
    sessions = Pages(tmp_path).post_json("hparams/session_groups", request)["sessionGroups"]
    assert len(sessions) == 1


def test_after_an_error_in_model_fit_the_next_model_is_recorded(tmp_path: Path) -> None:
    """Keras' fit does not tell its callbacks of an error: Ctrl-C in a notebook, for instance."""
    callback = board(tmp_path, histogram_freq=1)
    with pytest.raises(ArithmeticError):
        fit(network(), callback, Breaks(), by=keras.Model.fit, epochs=5)
    callback.log_dir = tmp_path / "second"
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="other")])
    other.compile("sgd", "mse")
    fit(other, callback, by=keras.Model.fit, epochs=1)
    tags = read(tmp_path / "second" / "train")
    assert any("other/kernel" in tag for tag in tags)
    assert not any("out/kernel" in tag for tag in tags)


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """No file may grow beyond 20 kB here, as on a full disk: what was written is whole records."""
    model = network()
    fit(model, board(tmp_path / "roomy", update_freq="batch"))  # compiles, which writes files too
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            fit(model, board(tmp_path / "full", update_freq="batch"), epochs=3000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    log = read(tmp_path / "full" / "train")
    assert "model/summary" in log
    assert all(np.isfinite(weights).all() for weights in model.get_weights())
