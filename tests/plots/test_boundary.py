"""Each frame shows the answers of its epoch where they were given, and the data where it lies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from recorded_by_hand import pixels, recording, some_steps, untrained

import glassnet as gn
from glassnet.data.preparation import NumberColumn
from glassnet.errors import SettingError
from glassnet.plots.drawing.class_looks import CLASS_COLOURS, OF_PLOTS
from glassnet.plots.drawing.figures import STRENGTH
from glassnet.plots.drawing.filmstrip import NOT_FINITE
from glassnet.recording.quantities import GRID_SIDE, boundary_grid


def images(figure: Any) -> list[np.ndarray]:
    return [np.asarray(ax.images[0].get_array()) for ax in figure.axes if ax.images]


def of_function(answer: Any, x: np.ndarray, frames: int = 1) -> gn.Recording:
    """What a model that answers so would have recorded."""
    return recording("boundary", {"": np.stack([answer(boundary_grid(x))] * frames)})


def test_frames_are_the_epochs_that_were_asked_for(training: Any) -> None:
    made, _, data = training
    figure = gn.plot_boundary(made, data.x, data.y, epochs=[1, 5])
    assert [ax.get_title() for ax in figure.axes[:2]] == ["epoch 1", "epoch 5"]
    recorded = made["decision_boundary"]
    for image, step in zip(images(figure), [2, 10], strict=True):
        upside_down = recorded.values[step - 1].reshape(GRID_SIDE, GRID_SIDE)[::-1]
        np.testing.assert_array_equal(image, upside_down)


def test_the_last_frame_is_what_the_model_answers_now(training: Any) -> None:
    made, _, data = training
    now = images(gn.plot_boundary(made.model, data.x, data.y))[0]
    film = images(gn.plot_boundary(made, data.x, data.y, epochs=range(7)))
    assert len(film) == 7
    np.testing.assert_allclose(film[-1], now, atol=1e-6)
    assert np.abs(film[0] - now).max() > 1e-3
    some = gn.plot_boundary(made, data.x, data.y)
    np.testing.assert_array_equal(images(some)[-1], film[-1])
    titles = [ax.get_title() for ax in some.axes[:-1]]
    assert (titles[:3], titles[-1]) == (["epoch 0", "step 1", "epoch 1"], "epoch 6")


def test_epoch_0_is_the_network_before_training(training: Any) -> None:
    made, _, data = training
    start = images(gn.plot_boundary(untrained(), data))[0]
    figure = gn.plot_boundary(made, data, epochs=[0, 6])
    assert [ax.get_title() for ax in figure.axes[:2]] == ["epoch 0", "epoch 6"]
    np.testing.assert_array_equal(images(figure)[0], start)


def test_a_start_that_was_not_recorded_is_not_made_up(training: Any) -> None:
    made, _, data = training
    later = some_steps(made, [4, 8, 12])
    assert later.initial_boundary is None
    titles = [ax.get_title() for ax in gn.plot_boundary(later, data).axes[:3]]
    assert titles == ["epoch 2", "epoch 4", "epoch 6"]


def test_axis_labels_stand_at_their_axes() -> None:
    x = np.eye(2)
    for frames in (1, 6):
        figure = gn.plot_boundary(of_function(lambda grid: grid[:, :1], x, frames), gn.load("xor"))
        pixels(figure)
        renderer = figure.canvas.get_renderer()
        axes = figure.axes[:frames]
        assert [bool(ax.get_ylabel()) for ax in axes] == [n % 4 == 0 for n in range(frames)]
        # The last in each column.
        assert [bool(ax.get_xlabel()) for ax in axes] == [n + 4 >= frames for n in range(frames)]
        for ax in axes:
            frame = ax.get_window_extent()
            near = 0.6 * figure.dpi
            if ax.get_xlabel():
                box = ax.xaxis.label.get_window_extent(renderer)
                assert frame.y0 - near < box.y0 < box.y1 < frame.y0
            if ax.get_ylabel():
                box = ax.yaxis.label.get_window_extent(renderer)
                assert frame.x0 - near < box.x0 < box.x1 < frame.x0


def test_colours_lie_where_the_answers_were_given() -> None:
    x = np.array([[0.0, 10.0], [2.0, 30.0]])
    # The second class above 20 in the second feature only.
    made = of_function(lambda grid: (grid[:, 1:] > 20).astype(np.float32), x)
    ax = gn.plot_boundary(made, x, [0, 1]).axes[0]
    image = pixels(ax.figure)

    def colour(first: float, second: float) -> Any:
        across, up = ax.transData.transform((first, second))
        return image[round(image.shape[0] - up), round(across)]

    for at, label in [((1.5, 12), 0), ((0.2, 12), 0), ((0.2, 28), 1), ((1.5, 32), 1)]:
        wanted = 1 - (1 - np.array(to_rgb(CLASS_COLOURS[label]))) * STRENGTH
        np.testing.assert_allclose(colour(*at), wanted, atol=0.02)
    low, high = x.min(axis=0) - 0.25 * np.ptp(x, axis=0), x.max(axis=0) + 0.25 * np.ptp(x, axis=0)
    np.testing.assert_allclose(ax.get_xlim(), (low[0], high[0]))
    np.testing.assert_allclose(ax.get_ylim(), (low[1], high[1]))
    points = [scatter.get_offsets().tolist() for scatter in ax.collections[-2:]]
    assert points == [[[0, 10]], [[2, 30]]]
    crossing = ax.collections[0].get_paths()[0].vertices
    np.testing.assert_allclose(crossing[:, 1], 20, atol=30 / GRID_SIDE)


@pytest.mark.parametrize("one_hot", [False, True])
def test_several_classes_have_a_colour_a_marker_and_a_line_between(one_hot: bool) -> None:
    x = np.random.default_rng(0).uniform(-1, 1, (60, 2)).astype(np.float32)
    labels = (x[:, 0] > 0) * 1 + (x[:, 1] > 0) * 1
    sure = lambda grid: np.eye(3, dtype=np.float32)[(grid[:, 0] > 0) * 1 + (grid[:, 1] > 0) * 1]
    y = np.eye(3)[labels] if one_hot else labels
    figure = gn.plot_boundary(of_function(sure, x), x, y, names=["없음", "하나", "둘"])
    ax = figure.axes[0]
    *lines, first, second, third = ax.collections
    for scatter, label in zip((first, second, third), range(3), strict=True):
        np.testing.assert_array_equal(np.asarray(scatter.get_offsets()), x[labels == label])
    assert (
        len({scatter.get_paths()[0].vertices.tobytes() for scatter in (first, second, third)}) == 3
    )
    assert len(lines) == 3
    found = [text.get_text() for text in figure.legends[0].get_texts()]
    assert found == ["없음", "하나", "둘"]
    corner = 1 - (1 - np.array(to_rgb(CLASS_COLOURS[2]))) * STRENGTH
    np.testing.assert_allclose(images(figure)[0][-1, -1], corner)


def test_no_two_of_fifty_classes_look_alike() -> None:
    points = {tuple(map(str, OF_PLOTS.style(label).values())) for label in range(98)}
    assert len(points) == 98
    areas = {(OF_PLOTS.style(label)["color"], OF_PLOTS.hatch(label)) for label in range(50)}
    assert len(areas) == 50
    x = np.random.default_rng(0).uniform(-1, 1, (200, 2)).astype(np.float32)
    # Strips from left to right, a class each.
    strip = lambda points: np.clip((points[:, 0] + 1) * 25, 0, 49).astype(int)
    made = of_function(lambda grid: np.eye(50, dtype=np.float32)[strip(grid)], x)
    figure = gn.plot_boundary(made, x, strip(x))
    hatches = [sign for area in figure.axes[0].collections for sign in getattr(area, "hatches", ())]
    assert sorted(filter(None, hatches)) == sorted(
        {OF_PLOTS.hatch(label) for label in range(7, 50)}
    )
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == [*map(str, range(20)), "and 30 more"]


def test_numbers_are_on_one_scale() -> None:
    x = np.random.default_rng(0).uniform(-1, 1, (60, 2)).astype(np.float32)
    figure = gn.plot_boundary(of_function(lambda grid: 3 * grid[:, :1], x, 2), x, 3 * x[:, 0])
    scales = [ax.images[0].norm for ax in figure.axes[:2]]
    assert scales[0] is scales[1]
    assert (scales[0].vmin, scales[0].vmax) == (3 * x[:, 0].min(), 3 * x[:, 0].max())
    pixels(figure)


@pytest.mark.parametrize("outputs", [1, 3])
def test_logits_are_drawn_as_probabilities(outputs: int) -> None:
    x = np.random.default_rng(0).uniform(-1, 1, (9, 2)).astype(np.float32)
    made = of_function(lambda grid: grid[:, :1] * np.arange(1, outputs + 1) * 40, x)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(outputs)])
    kind = "BinaryCrossentropy" if outputs == 1 else "SparseCategoricalCrossentropy"
    model.compile("sgd", getattr(keras.losses, kind)(from_logits=True))
    made.set_model(model)
    image = images(gn.plot_boundary(made, x, np.arange(9) % max(outputs, 2)))[0]
    grid = boundary_grid(x).reshape(GRID_SIDE, GRID_SIDE, 2)[::-1].astype(float)
    if outputs == 1:
        wanted = keras.ops.convert_to_numpy(keras.ops.sigmoid(grid[..., 0] * 40))
        np.testing.assert_allclose(image, wanted, atol=1e-5)
    else:
        assert image.min() >= 0.39
        assert image.max() <= 1


def test_labels_of_a_hinge_loss_meet_in_the_middle() -> None:
    x = np.array([[-1.0, 0.0], [1.0, 1.0]])
    ax = gn.plot_boundary(of_function(lambda grid: np.tanh(grid[:, :1]), x), x, [-1, 1]).axes[0]
    assert ax.images[0].get_clim() == (-1, 1)
    np.testing.assert_allclose(ax.collections[0].get_paths()[0].vertices[:, 0], 0, atol=1e-6)


def test_of_many_rows_some_of_every_class_are_drawn_and_it_is_said() -> None:
    x = np.random.default_rng(0).uniform(-1, 1, (100_000, 2)).astype(np.float32)
    y = np.arange(100_000) % 2  # each second row would be one class
    figure = gn.plot_boundary(of_function(lambda grid: grid[:, :1] * 0, x), x, y)
    shares = [len(scatter.get_offsets()) for scatter in figure.axes[0].collections]
    assert sum(shares) == 1000
    assert min(shares) > 400
    assert "1,000 of 100,000 rows" in [text.get_text() for text in figure.texts]


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize(("outputs", "y"), [(1, [0, 1]), (1, [0.3, 7.5]), (3, [0, 0])])
def test_answers_that_are_not_finite_are_grey_and_it_is_said(
    value: float, outputs: int, y: Any
) -> None:
    x = np.eye(2)
    everywhere = lambda grid: np.full((len(grid), outputs), value, np.float32)
    below = lambda grid: np.where(grid[:, 1:] < 0.5, np.float32(value), np.ones((1, outputs)))
    for answer, said in [(everywhere, "not finite"), (below, "grey: not finite")]:
        ax = gn.plot_boundary(of_function(answer, x), x, y).axes[0]
        image = pixels(ax.figure)
        assert [text.get_text() for text in ax.texts] == [said]
        across, up = ax.transData.transform((0.2, 0.2))
        np.testing.assert_allclose(
            image[round(image.shape[0] - up), round(across)], float(NOT_FINITE), atol=0.01
        )


def test_a_dataset_brings_its_names_and_units() -> None:
    columns = (
        NumberColumn("age", mean=40.0, scale=10.0),
        NumberColumn("pay", mean=1000.0, scale=500.0),
    )
    data = replace(
        gn.load("xor"),
        target_name="bought",
        class_names=("no", "yes"),
        feature_names=("age", "pay"),
        preparation=gn.Preparation(columns),
    )
    figure = gn.plot_boundary(of_function(lambda grid: grid[:, :1], data.x, 2), data)
    assert figure.axes[-1].get_xlabel() == "predicted probability of bought = yes"
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["bought = no", "bought = yes"]
    assert [ax.get_ylabel() for ax in figure.axes[:2]] == ["pay", ""]
    for ax in figure.axes[:2]:
        assert ax.get_xlabel() == "age"
        np.testing.assert_allclose(ax.get_xlim(), (40 - 2.5, 50 + 2.5))
        np.testing.assert_allclose(ax.get_ylim(), (1000 - 125, 1500 + 125))
        points = np.concatenate([each.get_offsets() for each in ax.collections[-2:]])
        assert {*map(tuple, points)} == {(40, 1000), (40, 1500), (50, 1000), (50, 1500)}


def test_numbers_of_a_dataset_are_in_their_own_unit() -> None:
    columns = (
        NumberColumn("a", mean=0.0, scale=1.0),
        NumberColumn("b", mean=0.0, scale=1.0),
    )
    preparation = gn.Preparation(columns, NumberColumn("price", mean=5e8, scale=2e8))
    data = replace(gn.load("xor"), task="regression", class_names=(), preparation=preparation)
    data = replace(data, target_name="price")
    figure = gn.plot_boundary(of_function(lambda grid: grid[:, :1], data.x), data)
    image = images(figure)[0]
    np.testing.assert_allclose([image.min(), image.max()], [4.5e8, 7.5e8])
    assert figure.axes[-1].get_xlabel() == "predicted price"
    assert figure.axes[0].images[0].get_clim() == (5e8, 7e8)
    assert figure.get_suptitle() == "predictions"


@pytest.mark.parametrize(
    ("epochs", "message"),
    [
        ([4], "epoch 4 was not recorded; near it: 1, 3, 5"),
        ([], "0 epochs; expected 1 to 40"),
        (range(99), "99 epochs"),
    ],
)
def test_an_epoch_that_was_not_recorded_is_told(epochs: Any, message: str, training: Any) -> None:
    made, _, data = training
    with pytest.raises(SettingError, match=message):
        gn.plot_boundary(some_steps(made, [2, 6, 10]), data.x, data.y, epochs=epochs)


def test_other_data_is_refused() -> None:
    made = of_function(lambda grid: grid[:, :1], np.eye(2))
    with pytest.raises(SettingError, match=r"x has the shape \(3, 3\)"):
        gn.plot_boundary(made, np.eye(3), [0, 1, 1])
    with pytest.raises(SettingError, match="x has 2 rows, y has 3;"):
        gn.plot_boundary(made, np.eye(2), [0, 1, 1])
    with pytest.raises(SettingError, match="x has 2 rows, y has none;"):
        gn.plot_boundary(made, np.eye(2))
    with pytest.raises(SettingError, match="the number of steps per epoch is not known"):
        gn.plot_boundary(made, np.eye(2), [0, 1], epochs=[0])
    with pytest.raises(SettingError, match="a model can only be drawn as it is now"):
        gn.plot_boundary(lambda x, training: x, np.eye(2), [0, 1], epochs=[0])
