"""Pictures show the data where it lies and the answers where they were given."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import types
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from glassnet.data import Preparation, load
from glassnet.data.preparation import NumberColumn
from glassnet.errors import GlassnetError
from glassnet.plots.drawing.class_looks import CLASS_COLOURS
from glassnet.plots.drawing.figures import no_font
from glassnet.plots.drawing.filmstrip import draw_frames
from glassnet.runs import pictures
from glassnet.runs.evaluation import boundary
from glassnet.runs.pictures import PictureProcess, boundary_frames, draw_pictures
from glassnet.text import message, using


def pixels(figure: Any) -> np.ndarray:
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3] / 255


def colour(ax: Any, image: np.ndarray, first: float, second: float) -> Any:
    across, up = ax.transData.transform((first, second))
    return image[round(image.shape[0] - up), round(across)]


def picture(grid: Any, data: Any, title: str = "") -> Any:
    return draw_frames(boundary_frames(grid, data), title)


def test_the_boundary_has_one_colour_on_each_side() -> None:
    data = load("xor")
    grid = boundary(lambda x: (x[:, :1] > 0.5).astype(np.float32), data, columns=60, rows=40)
    assert grid.values.shape == (40, 60)
    ax = picture(grid, data).axes[0]
    image = pixels(ax.figure)
    left, right = (colour(ax, image, first, 0.3) for first in (0.4, 0.6))
    orange, blue = (np.array(to_rgb(each)) for each in CLASS_COLOURS[:2])
    assert np.argmax(left) == np.argmax(orange)
    assert np.argmax(right) == np.argmax(blue)


def test_boundary_and_points_are_in_the_columns_own_units() -> None:
    columns = (
        NumberColumn("age", mean=40.0, scale=10.0),
        NumberColumn("pay", mean=1000.0, scale=500.0),
    )
    data = replace(load("xor"), preparation=Preparation(columns))
    grid = boundary(lambda x: x[:, :1], data, columns=5, rows=4)
    np.testing.assert_allclose(grid.x1[[0, -1]], [40 - 2.5, 50 + 2.5])
    np.testing.assert_allclose(grid.x2[[0, -1]], [1000 - 125, 1500 + 125])
    np.testing.assert_allclose(grid.points[:, 0], 40 + 10 * data.x[:, 0])
    # x1 runs along a row: predict answered with the standardised x1.
    np.testing.assert_allclose(grid.values[2], (grid.x1 - 40) / 10, atol=1e-6)


@pytest.mark.parametrize("constant", [0.0, 1e18, -1e300])
def test_a_column_of_one_large_number_can_be_drawn(constant: float) -> None:
    columns = (
        NumberColumn("id", mean=constant, scale=1.0),
        NumberColumn("pay", mean=1000.0, scale=500.0),
    )
    data = load("xor")
    data = replace(data, x=data.x * [0, 1], preparation=Preparation(columns))
    grid = boundary(lambda x: x[:, 1:], data, columns=8, rows=8)
    ax = picture(grid, data).axes[0]  # warnings are errors here
    pixels(ax.figure)
    low, high = ax.get_xlim()
    assert low < constant < high
    first, last = ax.images[0].get_extent()[:2]
    assert first < low < high < last


def test_an_answer_is_drawn_where_it_was_given() -> None:
    data = load("xor")
    first = lambda x: (x[:, :1] < -0.2).astype(
        np.float32
    )  # the grid's first column of 4 alone: -0.25
    ax = picture(boundary(first, data, columns=4, rows=4), data).axes[0]
    image = ax.images[0]
    left, right = image.get_extent()[:2]
    np.testing.assert_allclose(left + (right - left) * np.array([0.5, 3.5]) / 4, ax.get_xlim())


def test_large_numbers_and_long_names_stay_in_the_picture() -> None:
    columns = (
        NumberColumn("a" * 50, mean=2e6, scale=1e6),
        NumberColumn("b" * 90, mean=6e4, scale=2e4),
    )
    price = NumberColumn("price " * 20, mean=5e8, scale=2e8)
    data = replace(
        load("moons"),
        task="regression",
        class_names=(),
        feature_names=tuple(column.name for column in columns),
        target_name=price.name,
        preparation=Preparation(columns, price),
    )
    data = replace(data, y=data.x[:, :1])
    figure = picture(boundary(lambda x: 3 * x[:, :1], data, columns=8, rows=8), data, "long " * 60)
    pixels(figure)
    renderer = figure.canvas.get_renderer()
    bar = figure.axes[1]
    assert bar.get_xlabel().startswith("predicted price")
    np.testing.assert_allclose(bar.get_xlim(), 5e8 + 2e8 * np.array([data.y.min(), data.y.max()]))
    for ax in figure.axes:
        assert not ax.yaxis.get_offset_text().get_text()
        assert not ax.xaxis.get_offset_text().get_text()
    for text in [*figure.texts, bar.xaxis.label, *figure.axes[0].get_yticklabels()]:
        box = text.get_window_extent(renderer)
        assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1


def test_several_classes_have_lines_between() -> None:
    data = load("blobs", rows=30)
    sure = lambda x: np.eye(3, dtype=np.float32)[(x[:, 0] > 0) * 1 + (x[:, 1] > 0) * 1]
    ax = picture(boundary(sure, data, columns=20, rows=20), data).axes[0]
    lines = ax.collections[: -len(data.class_names)]
    assert [line.get_edgecolor()[0, :3].tolist() for line in lines] == [[0, 0, 0]] * 3


class DrawnHere:
    """Stands for the process that draws: the same work on the same bytes, in this process."""

    def __init__(self, *_: object, **__: object) -> None:
        self.stdin, self.stdout, self._request = self, io.BytesIO(), b""

    def write(self, request: bytes) -> None:
        self._request += request

    def close(self) -> None:
        stdin, printed = types.SimpleNamespace(buffer=io.BytesIO(self._request)), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
            patch.setattr("sys.stdin", stdin)
            pictures.answer_request()
        self.stdout = io.BytesIO(printed.getvalue().encode())

    def kill(self) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = types.SimpleNamespace(Popen=DrawnHere, PIPE=subprocess.PIPE)
    monkeypatch.setattr(pictures, "subprocess", processes)


def check_same_files(name: str, folder: Path) -> None:
    data = load(name, rows=30)

    def predict(x: np.ndarray) -> np.ndarray:
        return np.full((len(x), 3 if name == "blobs" else 1), 0.3, np.float32)

    grid = boundary(predict, data, columns=8, rows=8)
    here, there = folder / "here", folder / "there"
    here.mkdir()
    there.mkdir()
    history = {"loss": [1.0], "val_loss": [2.0]}
    title = partial(str, "a")
    draw_pictures(here, history=history, frames=boundary_frames(grid, data), title=title)
    with PictureProcess() as drawing:
        drawing.begin(there, history=history, grid=grid, dataset=data, title=title)
        drawing.finish()
    for file in ("loss.png", "boundary.png"):
        assert (here / file).read_bytes() == (there / file).read_bytes()


def test_another_process_draws_the_same_files(tmp_path: Path) -> None:
    check_same_files("moons", tmp_path)


def test_so_does_its_work_in_this_process(tmp_path: Path, drawn_here: None) -> None:
    check_same_files("blobs", tmp_path)


def test_what_drawing_raises_comes_back(tmp_path: Path, drawn_here: None) -> None:
    with PictureProcess() as drawing:
        drawing.begin(
            tmp_path / "missing", history={"loss": [1.0]}, grid=None, dataset=load("xor"), title=str
        )
        with pytest.raises(FileNotFoundError):
            drawing.finish()


def many_classes(count: int) -> Any:
    data = load("moons", rows=count)
    names = tuple(f"class {label}" for label in range(count))
    return replace(data, y=np.arange(count)[:, None], task="classes", class_names=names)


def test_a_legend_names_a_few_of_many_classes() -> None:
    data = many_classes(40)
    grid = boundary(lambda x: np.full((len(x), 40), 0.025, np.float32), data, columns=8, rows=8)
    legend = picture(grid, data).legends[0]
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts == [*(f"class = class {label}" for label in range(20)), "and 20 more"]


@pytest.fixture
def only_matplotlibs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import fontManager

    own = [font for font in fontManager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(fontManager, "ttflist", own)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)


def test_names_are_no_formulas_and_boxes_are_told_not_warned_of(
    tmp_path: Path, only_matplotlibs_own: None
) -> None:
    data = replace(load("moons"), target_name="y_^$x_{$", feature_names=("$a_{$", "꽃"))
    grid = boundary(lambda x: x[:, :1] * 0, data, columns=8, rows=8)
    # Warnings are errors here.
    frames = boundary_frames(grid, data)
    title = partial(str, "$_{$")
    assert draw_pictures(tmp_path, history={"loss": [1.0]}, frames=frames, title=title) == "꽃"


def test_without_a_korean_font_the_title_is_english_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_matplotlibs_own: None
) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(pictures, "save", lambda figure, _: drawn.append(figure))
    title = partial(message, "train-picture-title", data="꽃", seed="0")
    with using("ko"):
        missing = draw_pictures(tmp_path, history={"loss": [1.0]}, frames=None, title=title)
        assert no_font(missing).startswith("설치된 글꼴에 없는 글자를 네모로 그렸습니다: '꽃'.")
    (figure,) = drawn
    texts = [each.get_text() for each in figure.findobj(Text)]
    assert "꽃, seed 0" in texts
    assert not re.search("[가-힣]", "".join(texts).replace("꽃", ""))


def test_what_matplotlib_cannot_draw_is_told_in_one_line(tmp_path: Path, drawn_here: None) -> None:
    with PictureProcess() as drawing:
        drawing.begin(tmp_path, history={}, grid=None, dataset=load("xor"), title=str)
        with pytest.raises(GlassnetError, match=r"^the pictures could not be drawn \("):
            drawing.finish()
