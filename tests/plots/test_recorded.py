"""Pictures of a Recording show its numbers, in the model's order."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from recorded_by_hand import fill, pixels, recording

import glassnet as gn
from glassnet.errors import SettingError
from glassnet.plots.gradients import layer_norms

KOREAN = "아주_긴_층의_이름_" * 12


def test_small_variables_are_lines_and_every_line_is_a_weight(training: Any) -> None:
    made, _, _ = training
    figure = gn.plot_weights(made, title="xor")
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    order = ["zeta/kernel", "zeta/bias", "alpha/kernel", "alpha/bias", "mid/kernel", "mid/bias"]
    assert titles == order
    assert figure.get_suptitle() == "xor: weights"
    assert len(figure.axes[2].collections) == 3  # the bands of 9 weights
    for ax, name in zip(figure.axes, order, strict=True):
        if name == "alpha/kernel":
            continue
        values = made[f"{name}/image"].values.reshape(12, -1)
        assert len(ax.lines) == values.shape[1]
        for line, weight in zip(ax.lines, values.T, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), weight)
            np.testing.assert_array_equal(line.get_xdata(), range(1, 13))
    looks = {(line.get_color(), line.get_linestyle()) for line in figure.axes[0].lines}
    assert len(looks) == 6
    legend = figure.axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()][-1] == "1,2"


def test_histograms_do_for_weights_and_activations(training: Any) -> None:
    made, _, _ = training
    series = made["alpha/bias/histogram"]
    ends = series.values[:2]
    alone = recording("weights", {"alpha/bias": series.values}, steps=series.steps)
    box = gn.plot_weights(alone).axes[0].collections[0].get_paths()[0].get_extents()
    np.testing.assert_allclose([box.y0, box.y1], [ends[0].min(), ends[1].max()])
    figure = gn.plot_activations(made)
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert titles == ["zeta", "alpha", "mid"]
    assert figure.axes[-1].get_xlabel() == "step (2 per epoch)"
    box = figure.axes[2].collections[0].get_paths()[0].get_extents()
    ends = made["mid/output"].values[:2]
    np.testing.assert_allclose([box.y0, box.y1], [ends[0].min(), ends[1].max()])


def test_a_layers_gradient_is_that_of_all_its_variables(training: Any) -> None:
    made, _, _ = training
    norms = layer_norms(made)
    assert list(norms) == ["zeta", "alpha", "mid"]
    parts = [made[f"alpha/{name}/gradient_norm"].values for name in ("kernel", "bias")]
    np.testing.assert_allclose(norms["alpha"][1], np.hypot(*parts), rtol=1e-6)
    time, depth = gn.plot_gradients(made).axes
    np.testing.assert_array_equal(time.lines[1].get_ydata(), norms["alpha"][1])
    assert time.get_yscale() == depth.get_xscale() == "log"
    assert [text.get_text() for text in depth.get_yticklabels()] == list(norms)
    looks = {(line.get_color(), line.get_linestyle()) for line in time.lines}
    assert len(looks) == len({style for _, style in looks}) == 3


def test_variables_looked_at_by_turns_are_taken_together_where_both_were_seen() -> None:
    made = recording("gradient_norms", {"a/kernel": np.full(6, 3.0)})
    fill(made, "gradient_norms", {"a/bias": np.full(3, 4.0)}, steps=[2, 4, 6])
    steps, norms = layer_norms(made)["a"]
    np.testing.assert_array_equal(steps, [2, 4, 6])
    np.testing.assert_array_equal(norms, [5.0] * 3)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ([1e-2, 1.0], [1.0, 1.0], ""),
        ([1e-2, 1e-9], [1.0, 1e-2], "grey area: vanishing"),
        # At the end of learning they are small together.
        ([1e-2, 1e-9], [1.0, 1e-8], "grey area: small\nin all layers: learned, or stuck"),
        ([1.0, 1e7], [1.0, 1.0], "grey area: exploding"),
    ],
)
def test_vanishing_and_exploding_are_said(first: Any, last: Any, said: str) -> None:
    made = recording("gradient_norms", {"a/kernel": first, "b/kernel": last})
    time = gn.plot_gradients(made).axes[0]
    assert [text.get_text() for text in time.texts] == [said]
    assert bool(time.patches) == bool(said)  # the grey


def test_layers_are_named_beside_the_lines_and_of_many_some() -> None:
    few = {f"layer{number}/kernel": np.full(3, 10.0**-number) for number in range(3)}
    many = {f"layer{number}/kernel": np.full(3, 10.0**-number) for number in range(13)}
    for layers, named in ((few, [0, 1, 2]), (many, [0, 2, 5, 7, 10, 12])):
        figure = gn.plot_gradients(recording("gradient_norms", layers))
        time, depth = figure.axes
        found = [text.get_text() for text in time.get_legend().get_texts()]
        wanted = [f"layer{number}" for number in named]
        assert found == wanted + ["other layers"] * (len(layers) > len(named))
        assert "thick: middle half" in depth.get_xlabel()
        pixels(figure)
        edge = time.get_window_extent().x1
        renderer = figure.canvas.get_renderer()
        assert time.get_legend().get_window_extent(renderer).x0 >= edge
        assert all(text.get_window_extent(renderer).x0 >= edge for text in depth.texts)


@pytest.mark.parametrize(
    ("draw", "what"),
    [(gn.plot_weights, "images"), (gn.plot_gradients, "gradient_norms")],
)
def test_the_step_axis_counts_whole_steps_and_large_ones_are_short(draw: Any, what: str) -> None:
    values = np.ones(3) if what == "gradient_norms" else np.ones((3, 2))

    def labels(steps: list[int]) -> list[str]:
        named = {"a/b": values[: len(steps)]}
        ax = draw(recording(what, named, steps=steps)).axes[0]
        pixels(ax.figure)
        assert not ax.xaxis.get_offset_text().get_text()
        return [text.get_text() for text in ax.get_xticklabels()]

    assert labels([7]) == ["6", "7", "8"]
    assert {"0", "500,000", "1M"} <= {*labels([1, 9, 1_400_000])}


def test_panels_without_a_finite_number_say_so_and_have_no_axis() -> None:
    made = recording("images", {"a/b": np.full((3, 2), np.nan), "a/c": np.full((3, 20), np.nan)})
    for ax in gn.plot_weights(made).axes:
        assert [text.get_text() for text in ax.texts] == ["not finite"]
        assert not len(ax.get_yticks())
    ax = gn.plot_gradients(recording("gradient_norms", {"a/b": np.full(3, np.nan)})).axes[0]
    assert not len(ax.get_yticks())


def test_panels_are_read_in_rows_and_a_layers_stand_side_by_side() -> None:
    names = [f"hidden{number}/{part}" for number in range(13) for part in ("kernel", "bias")]
    figure = gn.plot_weights(recording("images", {name: np.ones((2, 2)) for name in names}))
    place = {ax.get_title(loc="left"): ax.get_position() for ax in figure.axes}
    for number in range(13):
        kernel, bias = (place[f"hidden{number}/{part}"] for part in ("kernel", "bias"))
        assert kernel.y0 == bias.y0
        assert kernel.x1 < bias.x0
    assert {ax.get_ylabel() for ax in figure.axes} == {"weight", ""}


def test_axis_labels_of_panels_stand_at_their_axes() -> None:
    values = {f"layer{number}/kernel": np.full((3, 2), 1e5) for number in range(6)}
    figure = gn.plot_weights(recording("images", values))
    pixels(figure)
    renderer, near = figure.canvas.get_renderer(), 0.75 * figure.dpi  # beside long numbers
    for ax in figure.axes:
        frame = ax.get_window_extent()
        if ax.get_ylabel():
            box = ax.yaxis.label.get_window_extent(renderer)
            assert frame.x0 - near < box.x0 < box.x1 < frame.x0
        if ax.get_xlabel():
            box = ax.xaxis.label.get_window_extent(renderer)
            assert frame.y0 - near < box.y0 < box.y1 < frame.y0
    assert [bool(ax.get_ylabel()) for ax in figure.axes] == [True, False] * 3


def test_a_picture_says_from_when_on_it_is() -> None:
    made = recording("gradient_norms", {"a/kernel": [1.0, 2.0]})
    assert gn.plot_gradients(made, title="xor").get_suptitle() == "xor: gradients"
    made._first_epoch = 99_999
    suptitle = gn.plot_gradients(made, title="xor").get_suptitle()
    assert suptitle == "xor: gradients, from epoch 99,999 on"


def test_gradients_that_have_no_logarithm_are_marked() -> None:
    values = np.array([0.0, 1.0, np.nan, 0.5, 0.0])
    time, depth = gn.plot_gradients(recording("gradient_norms", {"a/kernel": values})).axes
    found = {line.get_label(): list(line.get_xdata()) for line in time.lines[2:]}
    assert found == {"not finite": [3], "exactly 0": [1, 5]}
    assert depth.texts[0].get_text() == "2 of 5 exactly 0, 1 of 5 not finite"


def test_no_gradient_is_a_marker_alone() -> None:
    values = np.array([1.0, np.nan, 0.5, 0.0, 0.2, 0.3])
    made = recording("gradient_norms", {"a/kernel": values, "b/kernel": np.arange(1.0, 7.0)})
    time = gn.plot_gradients(made).axes[0]
    thin, marked, whole = [line for line in time.lines if len(line.get_xdata()) > 1][:3]
    # A line of its own joins the values that others leave alone.
    np.testing.assert_array_equal(thin.get_xydata(), [[1, 1], [3, 0.5], [5, 0.2], [6, 0.3]])
    assert (marked.get_marker(), marked.get_markevery()) == ("o", [0, 2])
    marks = {line.get_marker() for line in time.lines if line is not marked}
    assert marks == {"None", "x", "v"}  # at the lower edge: not finite, and exactly 0
    assert len(whole.get_xdata()) == 6


DRAW: dict[str, Any] = {
    "images": gn.plot_weights,
    "activations": gn.plot_activations,
    "gradient_norms": gn.plot_gradients,
}


LAYERS = {  # one column, two, four, and more than are drawn
    ("images", 1, 1): [],
    ("images", 6, 1): [],
    ("images", 40, 3): [],
    ("activations", 1, 3): [],
    ("activations", 6, 3): [],
    ("gradient_norms", 1, 1): [],
    ("gradient_norms", 40, 3): [],
}
for case in itertools.product(DRAW, [1, 20, 40], [1, 3]):
    LAYERS.setdefault(case, [pytest.mark.long])


@pytest.mark.parametrize(
    ("what", "layers", "steps"),
    [pytest.param(*case, marks=marks) for case, marks in LAYERS.items()],
)
def test_any_number_of_layers_with_any_names_is_drawn(what: str, layers: int, steps: int) -> None:
    values = np.exp(np.random.default_rng(0).normal(size=(steps, 40))).astype(np.float32)
    counts = np.ones((steps, 30), np.int32)
    form: dict[str, Any] = {
        "images": values,
        "activations": (values.min(axis=1), values.max(axis=1), counts),
        "gradient_norms": values[:, 0],
    }
    names = {f"{KOREAN}{number}/$k_{{$": form[what] for number in range(layers)}
    figure = DRAW[what](recording(what, names), title=KOREAN * 3)
    pixels(figure)  # warnings are errors here
    if what != "gradient_norms":
        assert len(figure.axes) == min(layers, 30)
        head = figure.get_suptitle()
        assert head.endswith("(and 10 more)") == (layers == 40)
    renderer = figure.canvas.get_renderer()
    wide = figure.bbox.width
    texts = [*figure.texts, *(ax.title for ax in figure.axes), *figure.axes[-1].get_yticklabels()]
    for text in texts:
        box = text.get_window_extent(renderer)
        assert -1 <= box.x0 <= box.x1 <= wide + 1


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -3e38])
def test_numbers_that_show_nothing_are_drawn(value: float) -> None:
    made = recording("images", {"a/b": np.full((3, 2), value), "a/c": np.full((3, 20), value)})
    nothing = np.full(3, np.inf, np.float32), np.full(3, -np.inf, np.float32), np.zeros((3, 30))
    fill(made, "activations", {"a": nothing})
    fill(made, "gradient_norms", {"a/b": np.full(3, abs(value))})
    for draw in DRAW.values():
        pixels(draw(made))


@pytest.mark.parametrize(
    ("draw", "wanted"),
    [
        (gn.plot_weights, '"images" or "weights"'),
        (gn.plot_activations, '"activations"'),
        (gn.plot_gradients, '"gradient_norms"'),
        (lambda made: gn.plot_boundary(made, np.eye(2), [0, 1]), '"boundary"'),
    ],
)
def test_what_to_record_is_said(draw: Any, wanted: str) -> None:
    with pytest.raises(SettingError, match=f"the recording has no {wanted}; record it"):
        draw(recording("metrics", {"loss": [1.0]}))
