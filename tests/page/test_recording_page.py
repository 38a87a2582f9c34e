"""`gn.Recording.to_html`: what was recorded, with the gradients of the weights as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from test_replay import BUILT, read

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.page.recorded import replay_page

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that stands for the built one."""
    page = tmp_path / "embedded.html"
    page.write_text(BUILT)
    monkeypatch.setattr(replay_page, "PAGE", page)


def network(inputs: int = 2) -> Any:
    keras.utils.set_random_seed(3)
    hidden = keras.layers.Dense(3, "tanh", name="hidden")
    output = keras.layers.Dense(1, "sigmoid", name="output")
    model = keras.Sequential([keras.Input((inputs,)), hidden, output])
    model.compile(keras.optimizers.Adam(0.1), "binary_crossentropy")
    return model


def test_its_moments_are_the_recorded_steps(tmp_path: Path) -> None:
    recording, model = gn.Recording(["images", "gradient_norms"], every=10), network()
    history = gn.fit(model, X, Y, batch_size=4, shuffle=False, epochs=40, verbose=0,
                     callbacks=[recording])  # fmt: skip
    assert recording.to_html(tmp_path / "page.html", moments=4, rows=2) is None
    page = read((tmp_path / "page.html").read_text())
    kernels = recording["hidden/kernel/image"]
    assert list(page.head.steps) == kernels.steps.tolist() == [10, 20, 30, 40]
    for moment, step in enumerate(page.head.steps):
        weights = {
            name: recording[f"{name}/image"].values[moment]
            for name in ("hidden/kernel", "hidden/bias", "output/kernel", "output/bias")
        }
        model.set_weights(list(weights.values()))
        trace = gn.trace(model, X, Y)
        told = page.answer("why-weight hidden1/kernel 0,1 all", moment)
        assert told["value"] == weights["hidden/kernel"][0, 1]
        assert told["gradient"] == pytest.approx(trace.gradients["hidden/kernel"][0, 1], rel=1e-4)
        assert told["step"] == step
        assert told["update"] == []  # what Adam keeps is not recorded
        assert page.answer("frame", moment)["loss"] == pytest.approx(trace.value, rel=1e-5)
    # The loss of an epoch is that before its step.
    assert page.answer("frame", 0)["loss"] == pytest.approx(history.history["loss"][10], rel=1e-4)


def test_without_a_path_the_page_is_returned() -> None:
    recording, model = gn.Recording("images", every=5), network()
    gn.fit(model, X, Y, batch_size=4, epochs=10, verbose=0, callbacks=[recording])
    assert read(str(recording.to_html(rows=1))).head.steps == (5, 10)


@pytest.mark.parametrize(
    ("record", "inputs", "said"),
    [("gradient_norms", 2, '"images"'), ("gradient_norms", 3, '"images"')],
)
def test_what_cannot_be_shown_is_one_line(record: str, inputs: int, said: str) -> None:
    recording, model = gn.Recording(record), network(inputs)
    x = np.ones((4, inputs), np.float32)
    gn.fit(model, x, Y, epochs=2, verbose=0, callbacks=[recording])
    with pytest.raises(SettingError, match=said):
        recording.to_html()


def test_before_training_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"gn\.fit"):
        gn.Recording("images").to_html()
    with pytest.raises(SettingError, match="there is no folder"):
        gn.Recording("images").to_html(tmp_path / "nowhere" / "page.html")


@pytest.mark.parametrize("counts", [{"moments": 1}, {"moments": 2.5}, {"rows": 0}, {"rows": "a"}])
def test_a_count_that_is_none_is_said_first(counts: dict[str, Any]) -> None:
    with pytest.raises(SettingError, match="expected a whole number from"):
        gn.Recording("images").to_html(**counts)
