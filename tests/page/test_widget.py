"""The widgets of a notebook, whose messages a comm in memory takes."""

from __future__ import annotations

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import comm
import keras
import msgspec
import numpy as np
import pytest
from comm.base_comm import BaseComm
from guide_texts import guide_text
from PIL import Image

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.fitting import progress_bar
from glassnet.page import entry, requests
from glassnet.page.frames import decode
from glassnet.page.notebook import live, live_scenes, widget
from glassnet.page.notebook.widget import StudioWidget

SECONDS = 60.0
MOONS = gn.load("moons", rows=60)
HTML = "<!doctype html><title>the page</title>" + " " * 50_000


class Notebook:
    """What a notebook got: messages by comm, and what it displays."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any, list[bytes]]] = []
        self.shown: list[dict[str, Any]] = []

    def opened(self) -> dict[str, Any]:
        """The first state of each widget, by its comm."""
        return {place: data["state"] for place, kind, data, _ in self.sent if kind == "comm_open"}

    def customs(self, place: str) -> list[tuple[Any, list[bytes]]]:
        """The messages to a widget's views."""
        return [
            (data["content"], buffers)
            for each, kind, data, buffers in self.sent
            if each == place and kind == "comm_msg" and data["method"] == "custom"
        ]


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    """A kernel that has just begun, as far as the widgets can tell."""
    found = Notebook()

    class Comm(BaseComm):
        def publish_msg(self, msg_type: str, data: Any = None, **rest: Any) -> None:
            buffers = [bytes(each) for each in rest.get("buffers") or ()]
            found.sent.append((self.comm_id, msg_type, data, buffers))

    class Handle:
        def display(self, data: Any, raw: bool = False) -> None:
            found.shown.append(data)

        update = display

    def display(shown: Any, **how: Any) -> None:
        if how.get("raw"):
            found.shown.append(shown)
        else:
            shown._ipython_display_()

    monkeypatch.setattr(comm, "create_comm", Comm)
    monkeypatch.setattr(widget, "DisplayHandle", Handle)
    monkeypatch.setattr(widget, "display", display)
    monkeypatch.setattr(live, "display", display)
    monkeypatch.setattr(widget, "_built", lambda name: HTML if "html" in name else "export {}")
    monkeypatch.setattr(progress_bar, "in_notebook", lambda: True)
    widget.page_source.cache_clear()
    yield found
    widget.page_source.cache_clear()


def network(inputs: int = 2, output: str = "sigmoid") -> Any:
    keras.utils.set_random_seed(2)
    hidden = keras.layers.Dense(3, "tanh", name="inner")
    model = keras.Sequential([keras.Input((inputs,)), hidden, keras.layers.Dense(1, output)])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


@pytest.fixture
def shown(notebook: Notebook) -> Iterator[StudioWidget]:
    found = gn.studio(network(), MOONS.x, MOONS.y)
    assert isinstance(found, StudioWidget)
    yield found
    found.close()


def hear(shown: StudioWidget, data: Any) -> None:
    """Take a message as the kernel does."""
    shown.comm.handle_msg({"content": {"data": data}, "buffers": [], "metadata": {}})


def ask(shown: StudioWidget, **content: Any) -> None:
    hear(shown, {"method": "custom", "content": {"view": "v", **content}})


def wait_for(shown: StudioWidget, step: int) -> None:
    deadline = time.monotonic() + SECONDS
    while shown.step < step:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_page_is_sent_once_for_all_widgets(notebook: Notebook, shown: StudioWidget) -> None:
    other = gn.studio("xor")
    assert isinstance(other, StudioWidget)
    states = [json.dumps(each) for each in notebook.opened().values()]
    assert sum("the page" in each for each in states) == 1
    assert all(len(each) < 5_000 for each in states if "the page" not in each)
    references = {notebook.opened()[each.comm.comm_id]["_page"] for each in (shown, other)}
    assert len(references) == 1
    other.close()


def test_traits_follow_the_training(shown: StudioWidget) -> None:
    """Oracle: Keras' own evaluate of the live model."""
    seen: list[int] = []
    shown.observe(lambda change: seen.append(change["new"]), "step")
    assert (shown.step, shown.epoch, shown.selected) == (0, 0, None)
    ask(shown, open="en")
    ask(shown, request=msgspec.json.encode(requests.Step(steps=12)).decode())
    wait_for(shown, 12)
    assert seen[-1] == 12
    assert shown.epoch == 6  # of two batches
    loss, _ = shown.model.evaluate(MOONS.x, MOONS.y, verbose=0)
    assert shown.loss == pytest.approx(loss, abs=1e-6)
    assert "step 12" in repr(shown)


def test_what_was_touched_is_what_gn_trace_takes(notebook: Notebook, shown: StudioWidget) -> None:
    def touch(what: Any) -> None:
        hear(shown, {"method": "update", "state": {"selected": what}, "buffer_paths": []})

    touch(["hidden1/kernel", [1, 2]])
    assert shown.selected == ("hidden1/kernel", (1, 2))
    trace = gn.trace(shown.model, MOONS.x[:4], MOONS.y[:4])
    assert trace.chain(*shown.selected).gradient == pytest.approx(
        float(trace.gradients["hidden1/kernel"][1, 2]), abs=1e-7
    )
    ask(shown, open="en")
    ask(shown, request=msgspec.json.encode(requests.WhyWeight(*shown.selected)).decode())
    deadline = time.monotonic() + SECONDS
    while len(told := notebook.customs(shown.comm.comm_id)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    answer = json.loads(told[1][0]["answer"])
    expected = gn.trace(shown.model, MOONS.x, MOONS.y).gradients["hidden1/kernel"][1, 2]
    assert answer["gradient"] == pytest.approx(float(expected), abs=1e-6)
    touch(["hidden1", [0]])
    assert shown.selected == ("hidden1", (0,))
    touch(None)
    assert shown.selected is None
    touch("nonsense")
    assert shown.selected is None


def answers(notebook: Notebook, shown: StudioWidget, count: int) -> list[dict[str, Any]]:
    """The first answers that a page has got, when there are so many."""
    deadline = time.monotonic() + SECONDS
    while len(told := notebook.customs(shown.comm.comm_id)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return [json.loads(content["answer"]) for content, _ in told[:count]]


def test_a_model_that_was_mended_on_the_page_is_the_widget_s(notebook: Notebook) -> None:
    given = network(output="linear")
    given.compile(keras.optimizers.SGD(0.1, momentum=0.9), "binary_crossentropy")
    start = given.get_weights()
    shown = gn.studio(given, MOONS.x, MOONS.y)
    assert isinstance(shown, StudioWidget)
    assert shown.model is given
    ask(shown, open="en")
    for request in (requests.Diagnose(1.0), requests.Apply(0)):
        ask(shown, request=msgspec.json.encode(request).decode())
    _, diagnosed, opened = answers(notebook, shown, 3)
    assert diagnosed["findings"][0]["key"] == "probabilities-expected"
    assert opened["losses"] == ["binary_crossentropy"]
    assert shown.model is not given
    assert shown.model.loss.from_logits
    for mine, own in zip(given.get_weights(), start, strict=True):
        np.testing.assert_array_equal(mine, own)
    shown.close()


def test_a_guide_of_one_s_own_opens_in_a_notebook(notebook: Notebook, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(guide_text('check = "accuracy"\nat_least = 0.9'))
    shown = gn.studio(str(tmp_path / "mine.md"))
    assert isinstance(shown, StudioWidget)
    ask(shown, open="en")
    ask(shown, request=msgspec.json.encode(requests.TakeGuide()).decode())
    assert answers(notebook, shown, 2)[1]["title"] == "Title"
    shown.close()


def test_a_saved_notebook_keeps_a_picture(notebook: Notebook, shown: StudioWidget) -> None:
    shown._ipython_display_()
    page, kept = notebook.shown
    assert "application/vnd.jupyter.widget-view+json" in page
    assert kept["text/plain"] == page["text/plain"] == repr(shown)
    picture = Image.open(io.BytesIO(base64.b64decode(kept["image/png"])))
    assert min(picture.size) > 300
    ask(shown, open="en")
    ask(shown, request=msgspec.json.encode(requests.Step(steps=5)).decode())
    wait_for(shown, 5)
    deadline = time.monotonic() + SECONDS
    while "step 5" not in notebook.shown[-1]["text/plain"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert notebook.shown[-1]["image/png"] != kept["image/png"]


def test_without_anywidget_it_is_said_what_to_install(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingError, match=r"pip install .*glassnet\[notebook\]"):
        gn.studio("xor")


# fit(live=True) ----------------------------------------------------------------------------------


def frames(notebook: Notebook, place: str) -> list[Any]:
    """All frames that a live widget was given."""
    return [
        decode(buffers[0])
        for each, _, data, buffers in notebook.sent
        if each == place and ["_frame"] in data.get("buffer_paths", [])
    ]


def live_place(notebook: Notebook) -> str:
    [place] = [place for place, state in notebook.opened().items() if "_opened" in state]
    return place


def test_a_training_is_seen_and_stays_the_same(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oracle: the same training unseen, and Keras' weights and History."""
    monkeypatch.setattr(live, "FRAME_SECONDS", 0.0)
    monkeypatch.setattr(live, "SHARE", 1e9)
    unseen = network()  # and with it the seed of the shuffles
    expected = gn.fit(unseen, MOONS.x, MOONS.y, epochs=40, verbose=0).history
    seen = network()
    found = gn.fit(seen, MOONS.x, MOONS.y, epochs=40, live=True).history
    assert found == expected
    for one, other in zip(seen.get_weights(), unseen.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    [(_, _), *_, (header, arrays)] = shown = frames(notebook, live_place(notebook))
    assert (header.step, header.epoch, header.playing) == (80, 40, False)
    assert header.loss == pytest.approx(expected["loss"][-1])
    assert header.score == pytest.approx(expected["accuracy"][-1])
    np.testing.assert_allclose(arrays["curves"][:, 1], expected["loss"], rtol=1e-6)
    np.testing.assert_array_equal(arrays["curves"][:, 0], 2 * np.arange(1, 41))
    np.testing.assert_array_equal(arrays["hidden1/kernel"], seen.get_weights()[0])
    assert arrays["surface"].shape == (1, 100, 100)
    assert shown[0][0].step == 0
    opened = json.loads(notebook.opened()[live_place(notebook)]["_opened"])
    assert [each["units"] for each in opened["layers"]] == [3, 1]
    assert "image/png" in notebook.shown[-1]
    assert "step 80" in notebook.shown[-1]["text/plain"]


def pictures_model() -> tuple[Any, Any, Any]:
    """With state and chance of its own: batch statistics and a dropout."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(20, 6, 6, 1)).astype("float32")
    parts = [
        keras.layers.Conv2D(2, 3, name="filters"),
        keras.layers.BatchNormalization(),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential([keras.Input((6, 6, 1)), *parts])
    model.compile("sgd", "mse", metrics=["mae"])
    return model, x, x[:, 0, 0]


def test_of_any_other_model_the_layers_are_seen(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oracle: the same training unseen, and the trained model's trace."""
    monkeypatch.setattr(live, "FRAME_SECONDS", 0.0)
    monkeypatch.setattr(live, "SHARE", 1e9)
    unseen, x, y = pictures_model()
    expected = gn.fit(unseen, x, y, batch_size=5, epochs=5, verbose=0).history
    model, *_ = pictures_model()
    assert gn.fit(model, x, y, batch_size=5, epochs=5, live=True).history == expected
    for one, other in zip(model.get_weights(), unseen.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    header, arrays = frames(notebook, live_place(notebook))[-1]
    assert header.loss == pytest.approx(expected["loss"][-1])
    assert header.score == pytest.approx(expected["mae"][-1])
    opened = json.loads(notebook.opened()[live_place(notebook)]["_opened"])
    kinds = [each["kind"] for each in opened["cards"]]
    assert kinds == ["input", "Conv2D", "BatchNormalization", "Flatten", "Dropout", "Dense", "loss"]
    trace, place = gn.trace(model, x, y), kinds.index("Conv2D")
    for kind, found in enumerate((trace.values, trace.gradients)):
        numbers = found[opened["cards"][place]["parts"][0]["node"]]
        size = np.sqrt(np.mean(np.square(numbers)))
        assert arrays["spread"][place, kind, 0] == pytest.approx(size, rel=1e-5)
    assert "image/png" in notebook.shown[-1]


def test_of_a_large_model_the_curve_is_seen(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, x, y = pictures_model()
    monkeypatch.setattr(live_scenes, "MOST_WEIGHTS", model.count_params() - 1)
    losses = gn.fit(model, x, y, epochs=5, live=True).history["loss"]
    _, arrays = frames(notebook, live_place(notebook))[-1]
    np.testing.assert_allclose(arrays["curves"][:, 1], losses, rtol=1e-6)
    assert set(arrays) == {"curves"}
    assert json.loads(notebook.opened()[live_place(notebook)]["_opened"])["layers"] == []
    assert "image/png" in notebook.shown[-1]


def test_frames_take_a_twentieth_of_the_time(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a clock of the test's own: a chunk takes 0.1 s, a frame 0.03 s."""
    now, drawn = [100.0], list[float]()
    monkeypatch.setattr(live.time, "perf_counter", lambda: now[0])

    class Slow(live.Live):
        def _frame(self, *of: Any, **how: Any) -> bytes:
            now[0] += 0.03
            drawn.append(now[0])
            return super()._frame(*of, **how)

    model = network()
    trainer = gn.Trainer(model, MOONS.x, MOONS.y)
    model.history = keras.callbacks.History()
    model.history.history = {"loss": [0.5]}
    seen = Slow(trainer, MOONS.x, MOONS.y)
    began = now[0]
    for _ in range(600):
        now[0] += 0.1
        seen.on_chunk_end(trainer)
    assert 0.03 * (len(drawn) - 1) / (now[0] - began) == pytest.approx(0.045, abs=0.008)


def test_in_a_terminal_one_line_says_where_it_draws(capsys: pytest.CaptureFixture[str]) -> None:
    gn.fit(network(), MOONS.x, MOONS.y, epochs=1, verbose=0, live=True)
    [line] = capsys.readouterr().out.splitlines()
    assert "notebook" in line
    assert "gn.studio" in line
