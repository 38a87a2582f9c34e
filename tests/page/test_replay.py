"""What a replay page holds: the numbers of Keras and `gn.trace` at its moments."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.page.answers import LayerShape, Opened
from glassnet.page.network.session import Session
from glassnet.page.network.subject import choices_for
from glassnet.page.recorded import extent
from glassnet.page.recorded import replay_page as pages
from glassnet.page.recorded.columns import ARRAY, flat
from glassnet.page.recorded.extent import Extent
from glassnet.page.recorded.replay import FRAME, Kept, Question, Replay, written
from glassnet.page.recorded.replay_page import ReplayOptions, needed_messages, replay_page
from glassnet.page.state import BuiltIn, HiddenLayer, PageState
from glassnet.text import LANGUAGES

WEB = Path(__file__).resolve().parents[2] / "web"
SAMPLE = WEB / "tests" / "replay.bin"
BUILT = "<html><head><title>glassnet</title></head><body><script>t(`theme-${x}`, 'step')</script>"


class Read(NamedTuple):
    """A recording as it lies in a page."""

    head: Replay
    arrays: Mapping[str, NDArray[Any]]

    def answer(self, question: str, moment: int) -> Any:
        """As web/src/replay.ts puts it together."""
        terms = self.head.answers[question]
        columns = _joined(self.arrays["columns"], np.float32)

        def tree(number: int) -> Any:
            match self.head.terms[number]:
                case bool() | str() as said:
                    return said
                case int(column) if column < 0:
                    return self.head.texts[-column - 1][moment]
                case int(column):
                    return float(columns[column, moment])
                case form, *parts:
                    values = map(tree, parts)
                    if form == ARRAY:
                        return list(values)
                    return dict(zip(self.head.forms[form], values, strict=True))
                case other:
                    raise TypeError(other)

        return tree(terms[moment] if len(terms) > 1 else terms[0])

    def pictures(self, name: str) -> NDArray[np.int64]:
        """Of all moments."""
        [piece] = (each for each in self.head.pictures if each.name == name)
        found = _joined(self.arrays["pictures"], np.int16).astype(np.int64)
        size = int(np.prod(piece.shape))
        some = found[:, piece.offset : piece.offset + size].reshape(-1, *piece.shape)
        return 16 * some.cumsum(axis=-1).cumsum(axis=-2)


def _joined(split: NDArray[np.uint8], kind: Any) -> NDArray[Any]:
    return np.ascontiguousarray(np.moveaxis(split, 0, -1)).view(kind)[..., 0]


def inflated(body: bytes) -> Read:
    """What `written` gives."""
    frame = zlib.decompress(body, -zlib.MAX_WBITS)
    length = int.from_bytes(frame[:4], "little")
    head = msgspec.json.decode(frame[4 : 4 + length], type=Replay)
    kinds = {"uint8": np.uint8, "float32": np.float32}
    arrays = {
        each.name: np.frombuffer(
            frame, kinds[each.kind], int(np.prod(each.shape)), 4 + length + each.offset
        ).reshape(each.shape)
        for each in head.pieces
    }
    return Read(head, arrays)


def read(text: str) -> Read:
    """The recording of a page."""
    found = re.search(r'<script type="application/octet-stream" id="replay">([^<]+)</script>', text)
    assert found is not None
    return inflated(base64.b64decode(found[1]))


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that stands for the built one."""
    page = tmp_path / "embedded.html"
    page.write_text(BUILT)
    monkeypatch.setattr(pages, "PAGE", page)


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session(PageState(layers=(HiddenLayer(2, "tanh"), HiddenLayer(3, "sigmoid"))))
    session.seek(300)
    return session


@pytest.fixture(scope="module")
def xor(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Read:
    page = tmp_path_factory.mktemp("page") / "embedded.html"
    page.write_text(BUILT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "PAGE", page)
        return read(replay_page(session, ReplayOptions(6, 4)).text)


def test_it_begins_and_ends_with_the_training(xor: Read) -> None:
    assert xor.head.steps[0] == 0
    assert xor.head.steps[-1] == 300
    assert len(xor.head.steps) == 6
    assert xor.head.rows == (0, 1, 2, 3)
    assert xor.head.messages.keys() == set(LANGUAGES)
    korean, english = (xor.head.messages[each].keys() for each in ("ko", "en"))
    assert korean == english


def test_every_weight_has_the_gradient_of_the_trace(session: Session, xor: Read) -> None:
    for moment, step in enumerate(xor.head.steps):
        session.seek(step)
        trace = gn.trace(session.model, session.dataset.x, session.dataset.y)
        for name, gradient in trace.gradients.items():
            if name not in session.playback.variables:
                continue
            for index in np.ndindex(gradient.shape):
                question = f"why-weight {name} {','.join(map(str, index))}"
                whole = xor.answer(f"{question} all", moment)
                assert whole["gradient"] == pytest.approx(gradient[index], rel=1e-6)
                assert whole["step"] == step
                rows = [xor.answer(f"{question} {row}", moment) for row in range(4)]
                total = sum(each["by_paths"] for each in rows)
                assert total == pytest.approx(gradient[index], rel=1e-4, abs=1e-7)
                for each in rows:
                    products = [
                        np.prod([factor["value"] for factor in path["factors"]])
                        for path in each["paths"]
                    ]
                    assert sum(products) == pytest.approx(each["by_paths"], rel=1e-4, abs=1e-9)


def test_every_unit_has_the_output_of_keras(session: Session, xor: Read) -> None:
    x = session.dataset.x
    for moment, step in enumerate(xor.head.steps):
        session.seek(step)
        outputs = list[NDArray[Any]]()
        for layer in session.model.layers:
            outputs.append(np.asarray(layer(outputs[-1] if outputs else x)))
        for layer, found in enumerate(outputs):
            for row, unit in np.ndindex(found.shape):
                told = xor.answer(f"why-unit {layer} {unit} {row}", moment)
                assert told["output"] == pytest.approx(found[row, unit], abs=1e-6)
                given = x[row] if layer == 0 else outputs[layer - 1][row]
                assert [each["input"] for each in told["terms"]] == pytest.approx(
                    given.tolist(), abs=1e-6
                )
                passed = xor.answer(f"why-row {row}", moment)["layers"][layer][unit]
                assert passed["output"] == pytest.approx(found[row, unit], abs=1e-6)


def test_a_moment_has_the_weights_scores_and_pictures_of_its_frame(
    session: Session, xor: Read
) -> None:
    surfaces = xor.pictures("surface")
    for moment, step in enumerate(xor.head.steps):
        session.seek(step)
        shown = xor.answer(FRAME.key, moment)
        assert shown["step"] == step
        evaluated = session.model.evaluate(session.dataset.x, session.dataset.y, verbose=0)
        assert [shown["loss"], shown["score"]] == pytest.approx(evaluated, abs=1e-6)
        for name, variable in session.playback.variables.items():
            kept = shown["floats"][name]
            assert [*map(int, kept["shape"])] == list(variable.shape)
            np.testing.assert_array_equal(
                np.float32(kept["values"]), np.asarray(variable).reshape(-1)
            )
        expected = session._planes.pictures()["surface"]
        assert np.abs(surfaces[moment] - expected).max() <= 16


def test_xor_is_far_below_two_megabytes(session: Session) -> None:
    found = replay_page(session, ReplayOptions())
    assert found.extent == found.wanted == Extent(60, 4, 1)
    assert 100_000 < len(found.text) < 1_600_000  # the page itself has 340 kB


def test_a_training_that_was_lost_is_kept_to_its_end() -> None:
    layers = (HiddenLayer(3, "relu"),)
    data = BuiltIn("moons", rows=20)
    session = Session(PageState(data=data, layers=layers, optimizer="sgd"))
    session.seek(10)
    session.set_weight("hidden1/kernel", (0, 0), np.nan)
    session.advance(5)
    found = read(replay_page(session, ReplayOptions(4, 2)).text)
    assert np.isnan(found.answer(FRAME.key, 3)["loss"])
    assert np.isfinite(found.answer(FRAME.key, 0)["loss"])
    assert np.isnan(found.answer("why-weight output/bias 0 all", 3)["gradient"])
    assert np.isfinite(found.answer("why-weight output/bias 0 all", 0)["gradient"])


def test_what_does_not_fit_is_left_out(session: Session) -> None:
    whole = len(replay_page(session, ReplayOptions(8, 4)).text)
    found = replay_page(session, ReplayOptions(8, 4, most_bytes=int(0.7 * whole)))
    assert len(found.text) <= 0.7 * whole
    assert found.extent.moments * found.extent.rows < 8 * 4
    kept = read(found.text).head
    assert (len(kept.steps), len(kept.rows)) == found.extent[:2]
    assert 3 in kept.rows  # the one whose inputs are not 0
    assert not [
        each
        for each in kept.answers
        if each[-1] in set("0123") - {*map(str, kept.rows)}
        and each.startswith(("why-unit", "why-row"))
    ]
    with pytest.raises(SettingError, match=r"at most 0\.0 were asked for"):
        replay_page(session, ReplayOptions(8, 4, most_bytes=2_000))


def test_a_network_that_is_too_large_is_one_line(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extent, "MOST_MS", 1.0)
    with pytest.raises(SettingError, match="Layers of 2-2-3-1 units"):
        replay_page(session, ReplayOptions())


def test_the_texts_are_those_that_the_page_asks_for() -> None:
    for language in LANGUAGES:
        found = needed_messages(BUILT, language)
        assert {"step", "theme-dark", "data-xor", "loss-huber"} <= found.keys()
        assert not {"play", "pencil-formula"} & found.keys()


def test_every_kind_of_name_is_known() -> None:
    sources = [*WEB.rglob("src/**/*.svelte"), *WEB.rglob("src/**/*.ts")]
    kinds = {
        f"{kind}-"
        for path in sources
        for kind in re.findall(r'\bnamed\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert kinds == set(pages.NAMED)


# The recording that web/tests/replay.test.ts reads ------------------------------------------------


def sample() -> bytes:
    """Two moments of a unit whose weight is 0.5, then -1.5; two paths, the second one larger. Also
    a few answers about a model that is shown by its layers."""
    state = PageState(data=BuiltIn("xor"), layers=())
    session = Session(state)
    opened = Opened(
        state,
        choices_for(session.dataset),
        session.opened().points,
        (LayerShape("output", 1, "sigmoid"),),
        "binary_crossentropy",
        1,
    )
    factor = lambda target, value: {"target": target, "source": "w", "value": value}
    path = lambda *values: {
        "factors": [factor(f"t{place}", each) for place, each in enumerate(values)],
        "product": None,
        "units": [],
    }
    why = Question("why-weight output/kernel 0,0 3", 3, 1)
    answers: dict[Question, dict[int, Any]] = {FRAME: {}, why: {}}
    for moment, weight in enumerate((0.5, -1.5)):
        numbers = {"output/kernel": {"shape": [2, 1], "values": [weight, None]}}
        frame = {"step": 10 * moment, "epoch": 0, "loss": 0.25, "score": None, "floats": numbers}
        told = {
            "type": "weight-explained",
            "paths": [path(weight, 2.0), path(weight, -4.0, 1.0)],
            "update": [{"numbers": f"told at {moment}"}],
            "whole": True,
        }
        answers[FRAME][moment] = flat(frame)
        answers[why][moment] = flat(told)
    of_row = {"floats": {"part/0": {"shape": [2], "values": [7.5, -8.5]}}}
    number = {"type": "number-explained", "name": "lstm[4]/cell", "index": [0, 2], "value": 6.5}
    answers[Question("card lstm 0", 0)] = {0: flat(of_row), 1: flat(of_row)}
    answers[Question("why-number lstm[4]/cell 0,2", 0, 1)] = {1: flat(number)}
    answers[Question("why-layer 0")] = {
        1: flat({"type": "layer-explained", "lines": [None, [1, 2]]})
    }
    picture = np.array([[[-320, 0, 16], [32, 48, 32_767]]], np.int16)
    film = np.array([[[[16, 32], [48, 64]]]], np.int16)
    steady = {
        "film": film,
        "film_steps": np.zeros(1, np.float32),
        "curves": np.array([[0, 1, 0.5], [10, 0.25, 1]], np.float32),
    }
    pictures = {0: {"surface": picture}, 1: {"surface": -picture}}
    kept = Kept(opened, answers, pictures, steady, [0, 10], [0, 3], 3)
    return written(kept, Extent(2, 2, 1), "glassnet studio xor", {"en": {"step": "Step"}, "ko": {}})


def test_the_recording_that_the_page_is_tested_with_is_one() -> None:
    expected, found = (inflated(each) for each in (sample(), SAMPLE.read_bytes()))
    assert found.head == expected.head, f"run: python {Path(__file__).name}"
    for name, array in expected.arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array)


if __name__ == "__main__":
    SAMPLE.write_bytes(sample())
